import type { InboxEvent } from '@meterstone/server/contract/payments/admin-inbox';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../../lib/language/format.ts';
import type { Texts } from '../../../locales/texts.ts';

type Inbox = Texts['paymentsInbox'];

/** Why something waits or was thrown away, and how much it is about, as this reader says it. */
export function useInboxWords() {
  const { t, i18n } = useTranslation('paymentsInbox');
  const isReason = (name: string): name is keyof Inbox['reason'] =>
    i18n.exists(`paymentsInbox:reason.${name}`);
  const isRefusal = (name: string): name is keyof Inbox['refusals']['reason'] =>
    i18n.exists(`paymentsInbox:refusals.reason.${name}`);
  return {
    whyText: ({ state, reason }: InboxEvent) =>
      reason !== null && isReason(reason) ? t(`reason.${reason}`) : t(`waits.${state}`),
    refusalText: (reason: string) => (isRefusal(reason) ? t(`refusals.reason.${reason}`) : reason),
    /** All that came, tax included. */
    moneyText: ({ amountMinor, taxMinor, currency }: NonNullable<InboxEvent['money']>) =>
      formatMoney(amountMinor + taxMinor, currency),
  };
}
