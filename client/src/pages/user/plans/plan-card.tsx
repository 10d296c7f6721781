import { CheckCircleFilled, CheckOutlined, MinusOutlined } from '@ant-design/icons';
import type { Plan, PlanFeature } from '@meterstone/server/contract/catalog';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { formatMoney, formatNumber } from '../../../lib/language/format.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { withQuery } from '../../../url/with-query.ts';
import styles from './plans-page.module.css';

interface PlanCardProps {
  plan: Plan;
  isPresent: boolean;
  isChosen: boolean;
  currency: string | null;
  interval: string | null;
}

/** A plan: its prices, what it gives, and whether one has it. */
export function PlanCard({ plan, isPresent, isChosen, currency, interval }: PlanCardProps) {
  const { t, i18n } = useTranslation('session');
  const [, setQuery] = useSearchParams();
  const name = inLanguage(plan.name, i18n.language);
  return (
    <li className={styles['card']} data-chosen={isChosen}>
      <div className={styles['head']}>
        <h2 className={styles['name']}>{name}</h2>
        {isPresent && (
          <span className={styles['present']}>
            <CheckCircleFilled aria-hidden /> {t('choose.yours')}
          </span>
        )}
      </div>
      <p className="quiet">{inLanguage(plan.description, i18n.language)}</p>
      <Prices plan={plan} currency={currency} interval={interval} />
      <ul className={styles['features']}>
        {plan.features.map((feature) => (
          <li key={feature.code}>
            <FeatureLine feature={feature} />
          </li>
        ))}
      </ul>
      {!isPresent && (
        <Button
          block
          type={isChosen ? 'primary' : 'default'}
          aria-pressed={isChosen}
          onClick={() => setQuery((before) => withQuery(before, { plan: plan.code }))}
        >
          {t('choose.choose', { plan: name })}
        </Button>
      )}
    </li>
  );
}

/** Prices in one currency: the one that was asked for, or the usual one where the reader lives. */
function Prices({ plan, currency, interval }: Pick<PlanCardProps, 'plan' | 'currency' | 'interval'>) {
  const { t, i18n } = useTranslation('session');
  const wanted = [currency, i18n.language === 'zh-CN' ? 'CNY' : 'USD'];
  const known = new Set(plan.prices.map((price) => price.currency));
  const shown = wanted.find((code) => code !== null && known.has(code)) ?? plan.prices[0]?.currency;
  const prices = plan.prices.filter((price) => price.currency === shown);
  if (prices.length === 0) return <p className={styles['price']}>{t('choose.free')}</p>;
  const first = prices.find((price) => price.interval === interval) ?? prices[0];
  return (
    <div>
      {prices
        .toSorted((a, b) => Number(b === first) - Number(a === first))
        .map((price) => (
          <p key={price.id} className={`${styles[price === first ? 'price' : 'otherPrice']} number`}>
            {formatMoney(price.amountMinor, price.currency)}{' '}
            <span className={styles['interval']}>{t(`choose.per.${price.interval}`)}</span>
          </p>
        ))}
    </div>
  );
}

function FeatureLine({ feature: { name, kind, enabled, quota, resetPeriod } }: { feature: PlanFeature }) {
  const { t, i18n } = useTranslation();
  const { t: tChoose } = useTranslation('session');
  const period = resetPeriod ?? 'never';
  const Icon = enabled ? CheckOutlined : MinusOutlined;
  return (
    <>
      <span className={enabled ? '' : 'quiet'}>
        <Icon aria-hidden className={styles[enabled ? 'on' : 'off'] ?? ''} />{' '}
        {inLanguage(name, i18n.language)}
      </span>{' '}
      {!enabled && <span className="only-for-screen-readers">{t('quota.notIncluded')}</span>}
      {enabled && kind === 'metered' && (
        <span className={`${styles['amount']} number`}>
          {quota === -1
            ? t('quota.unlimited')
            : tChoose(`choose.quota.${period}`, { amount: formatNumber(quota ?? 0) })}
        </span>
      )}
    </>
  );
}
