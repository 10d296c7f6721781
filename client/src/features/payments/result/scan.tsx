import type { Order } from '@meterstone/server/contract/orders';
import type { PaymentStatus } from '@meterstone/server/contract/payments/checkout';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';
import { useProviderName } from '../../../ui/texts/use-provider-name.ts';
import { PayAgain } from '../pay-again.tsx';
import styles from './outcome.module.css';

/** Few pay by a code: it is drawn by code of its own. */
const QrCode = lazy(async () => ({ default: (await import('./qr-code.tsx')).QrCode }));

interface ScanProps {
  payment: PaymentStatus;
  codeUrl: string;
  order: Order;
}

/** The code to scan with the provider's app, and for how long that can be done. */
export function Scan({ payment, codeUrl, order }: ScanProps) {
  const { t } = useTranslation('checkout');
  const left = useSecondsLeft(payment.payUntil);
  const isOver = left === 0;
  const app = useProviderName()(payment.provider);
  return (
    <div className={styles['scan']}>
      <p>{t('scan.text', { app, sum: formatMoney(order.amountMinor, order.currency) })}</p>
      <div className={styles['code']} data-over={isOver}>
        <LoadedLater>
          <QrCode text={codeUrl} label={t('scan.label', { app })} />
        </LoadedLater>
      </div>
      <p role="timer" className="number">
        {left !== undefined && (isOver ? t('scan.over') : t('scan.left', { time: clockOf(left) }))}
      </p>
      {payment.checkout_url !== undefined && payment.checkout_url !== codeUrl && !isOver && (
        <a href={payment.checkout_url}>{t('scan.open', { app })}</a>
      )}
      {payment.refused && !isOver && <p role="status">{t('scan.refused')}</p>}
      {isOver && <PayAgain order={order} />}
    </div>
  );
}

/** Whole seconds, never below 0; undefined where there is no end. */
function useSecondsLeft(until: string | null): number | undefined {
  const now = useNow(1_000);
  return until === null ? undefined : Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000));
}

/** `29:05` */
function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
