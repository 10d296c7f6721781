import { currencyDigits } from '@meterstone/landing/numbers';
import type { CurrencyStatistics, OrderStatistics } from '@meterstone/server/contract/orders/statistics';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMoney } from '../../../lib/language/format.ts';
import { Chart } from '../../../ui/charts/chart.tsx';
import styles from './revenue.module.css';

/** What was sold by day of UTC, a chart for each currency: sums of two currencies are no sum. */
export function Revenue({ statistics }: { statistics: OrderStatistics }) {
  return (
    <div className={styles['currencies']}>
      {statistics.currencies.map((one) => (
        <CurrencyRevenue key={one.currency} sold={one} />
      ))}
    </div>
  );
}

function CurrencyRevenue({ sold }: { sold: CurrencyStatistics }) {
  const { t } = useTranslation('adminOrders');
  const { currency, steps } = sold;
  const whole = 10 ** currencyDigits(currency);
  const money = (minor: number) => formatMoney(minor, currency);
  return (
    <div>
      <div className={styles['head']}>
        <strong className={`${styles['net']} number`}>{money(sold.netMinor)}</strong>
        <span className="quiet number">
          {t('revenue.paid', { count: sold.paid, orders: sold.orders })} ·{' '}
          {t('revenue.gross', { gross: money(sold.grossMinor), refunded: money(sold.refundedMinor) })}
          {sold.surplusMinor > 0 && ` · ${t('revenue.surplus', { surplus: money(sold.surplusMinor) })}`}
        </span>
      </div>
      <Chart
        title={t('revenue.chart', { currency })}
        height={180}
        unit=""
        format={(value) => money(Math.round(value * whole))}
        labels={steps.map(({ at }) => formatDay(at, 'UTC'))}
        series={[
          { name: t('revenue.net'), kind: 'bar', values: steps.map(({ netMinor }) => netMinor / whole) },
          {
            name: t('revenue.refunded'),
            kind: 'bar',
            isQuiet: true,
            values: steps.map(({ refundedMinor }) => refundedMinor / whole),
          },
        ]}
      />
    </div>
  );
}
