import type { AdminOverview } from '@meterstone/server/contract/insights';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatUnits } from '../../lib/language/format.ts';
import { inLanguage } from '../../lib/language/translations.ts';
import { paths } from '../../paths.ts';
import { ShareList } from '../../ui/charts/share-list.tsx';

/** How many accounts each plan has, in the catalog's order. */
export function AccountsPerPlan({ plans }: { plans: AdminOverview['plans'] }) {
  const { t, i18n } = useTranslation('insights');
  return (
    <ShareList
      empty={t('perPlan.none')}
      items={plans.byPlan.map(({ planId, name, accounts }) => ({
        key: planId,
        name: <Link to={paths.admin.plan(planId)}>{inLanguage(name, i18n.language)}</Link>,
        value: accounts,
      }))}
    />
  );
}

/** Who used most, each leading to the account. */
export function TopAccounts({ overview }: { overview: AdminOverview }) {
  const { t, i18n } = useTranslation('insights');
  const planOf = (code: string | null) => {
    const plan = overview.plans.byPlan.find((known) => known.code === code);
    return plan && inLanguage(plan.name, i18n.language);
  };
  return (
    <ShareList
      empty={t('noUses')}
      items={overview.topAccounts.map(({ accountId, name, planCode, events }) => ({
        key: accountId,
        name: <Link to={paths.admin.account(accountId)}>{name}</Link>,
        note: planOf(planCode),
        value: events,
      }))}
    />
  );
}

/** What was used most, by the number of uses; beside it how much that was. */
export function TopFeatures({ features }: { features: AdminOverview['topFeatures'] }) {
  const { t, i18n } = useTranslation('insights');
  return (
    <ShareList
      empty={t('noUses')}
      items={features.map(({ featureCode, name, unit, events, used }) => ({
        key: featureCode,
        name: <Link to={paths.admin.feature(featureCode)}>{inLanguage(name, i18n.language)}</Link>,
        note: t('topFeatures.used', { used: formatUnits(used, unit) }),
        value: events,
      }))}
    />
  );
}
