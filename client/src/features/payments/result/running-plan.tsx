import type { BoughtPlan } from '@meterstone/server/contract/metering/entitlements';
import type { OrderDetail } from '@meterstone/server/contract/orders';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../../api/metering.ts';
import { useMe } from '../../../api/use-session.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';

/** The plan that was bought and runs: beside it the plan of the order is not sold. Undefined until that is known. */
export function useRunningPlan({ items }: OrderDetail): BoughtPlan | null | undefined {
  const hasPlan = items.some(({ productKind }) => productKind === 'plan_price');
  const overview = useQuery({ ...overviewQuery, enabled: hasPlan });
  if (hasPlan && overview.isPending) return undefined;
  return overview.data?.subscription?.bought ?? null;
}

/** `Pro is paid until Nov 30, 2027.` It keeps its line while loading. */
export function RunningPlan({ order }: { order: OrderDetail }) {
  const { t, i18n } = useTranslation('checkout');
  const untilText = useUntilText();
  const { timeZone } = useMe().account;
  const bought = useRunningPlan(order);
  if (bought === null) return null;
  if (!bought) return <p>&nbsp;</p>;
  const plan = inLanguage(bought.name, i18n.language) || bought.planCode;
  return <p>{t('paidPlan', { plan, until: untilText(bought, timeZone) })}</p>;
}
