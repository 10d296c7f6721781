import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { accountsQuery } from '../../api/admin-accounts.ts';
import { featureListQuery, planListQuery } from '../../api/catalog.ts';
import { useMe } from '../../api/use-session.ts';
import type { Sample } from './example-request.ts';

/** What stands where there is nothing yet that could stand there. */
const placeholder = 'your_feature';

/**
 * An account and a feature that it may use, so that the examples work as they stand; for a customer `isNew`, a feature
 * that new ones may use. `isComplete` says whether there are such.
 */
export function useSample(isNew: boolean): Sample & { isComplete: boolean } {
  const { account: own } = useMe();
  const { data: accounts } = useQuery(accountsQuery({ q: '', limit: 20, offset: 0 }));
  const { data: plans = [] } = useQuery(planListQuery);
  const { data: features = [] } = useQuery(featureListQuery);
  const featureOf = (plan: AdminPlan | undefined) =>
    plan?.features.find(({ kind, quota }) => kind === 'metered' && quota !== null && quota !== 0)?.code;
  const byPlan = (planCode: string | null) => featureOf(plans.find(({ code }) => code === planCode));

  const able = accounts?.items.filter(({ planCode }) => byPlan(planCode) !== undefined) ?? [];
  // Customers of the host application first: they are what it records for.
  const account = able.find(({ externalId }) => externalId !== null) ?? able[0];
  const granted = isNew
    ? featureOf(plans.find(({ isDefault }) => isDefault))
    : byPlan(account?.planCode ?? null);
  const known = features.find(({ kind, archivedAt }) => kind === 'metered' && archivedAt === null)?.code;
  return {
    accountId: account?.externalId ? `ext:${account.externalId}` : (account?.id ?? own.id),
    featureCode: granted ?? known ?? placeholder,
    isComplete: granted !== undefined,
  };
}
