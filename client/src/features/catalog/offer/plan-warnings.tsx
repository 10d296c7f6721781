import type { Plan } from '@meterstone/server/contract/catalog';
import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import type { PlanChangePreview } from '@meterstone/server/contract/metering/plan-changes';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { explanationQuery } from '../../../api/metering.ts';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { useMe } from '../../../api/use-session.ts';
import { formatDate, formatList } from '../../../lib/language/format.ts';
import { useQuotaText } from '../../../lib/language/quota-text.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import styles from './plan-difference.module.css';
import { useLosses } from './plan-difference.tsx';

type Quotas = QuotaOverview['features'];

interface PlanWarningsProps {
  plan: Plan;
  /** What the account may use now. */
  quotas: Quotas;
  /** What the plan would change. */
  change: PlanChangePreview;
}

/** What nobody should learn after paying: of what there will be less, and what stays below what the plan gives. */
export function PlanWarnings({ plan, quotas, change: { usedUp, overrides, keptBelow } }: PlanWarningsProps) {
  const { t } = useTranslation('checkout');
  const nameOf = usePublicFeatureName();
  const losses = useLosses(plan, overrides);
  return (
    <>
      {losses.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('before.less')}
          description={
            <ul className={styles['lines']}>
              {losses.map(({ key, text }) => (
                <li key={key} data-gain={false}>
                  {text}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {usedUp.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('before.usedUp', { features: formatList(usedUp.map(nameOf)) })}
        />
      )}
      {keptBelow.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('before.kept')}
          description={<Kept codes={keptBelow} plan={plan} quotas={quotas} />}
        />
      )}
    </>
  );
}

/** What the team has set for the account, and what the plan would give instead. */
function Kept({ codes, plan, quotas }: { codes: readonly string[]; plan: Plan; quotas: Quotas }) {
  const { t } = useTranslation('checkout');
  return (
    <>
      <ul className={styles['lines']}>
        {codes.map((code) => (
          <li key={code}>
            <KeptLine code={code} plan={plan} quotas={quotas} />
          </li>
        ))}
      </ul>
      <WithSupport text={t('before.keptText')} />
    </>
  );
}

/** `Tokens: 700 a month until Dec 30, 2026. Pro gives 5,000 a month.` It keeps its line while the end is asked. */
function KeptLine({ code, plan, quotas }: { code: string; plan: Plan; quotas: Quotas }) {
  const { t, i18n } = useTranslation('checkout');
  const { timeZone } = useMe().account;
  const nameOf = usePublicFeatureName();
  const grantText = useGrantText();
  const why = useQuery(explanationQuery(code));
  if (why.isPending) return '\u00a0';
  const texts = {
    feature: nameOf(code),
    now: grantText(quotas.find(({ featureCode }) => featureCode === code)),
    plan: inLanguage(plan.name, i18n.language),
    given: grantText(plan.features.find((feature) => feature.code === code)),
  };
  const end = why.data?.override?.expiresAt ?? null;
  if (end === null) return t('before.keptLine', texts);
  return t('before.keptLineUntil', { ...texts, end: formatDate(end, timeZone) });
}

type Grant = Pick<Quotas[number], 'kind' | 'enabled' | 'resetPeriod'> & { quota: number | null };

/** `50 a day`, "Unlimited", "Included"; "Not included" for nothing. */
function useGrantText(): (grant: Grant | undefined) => string {
  const { t } = useTranslation();
  const quotaText = useQuotaText();
  return (grant) => {
    if (!grant?.enabled) return quotaText(null);
    const { kind, quota, resetPeriod } = grant;
    if (kind === 'boolean') return t('quota.included');
    if (quota === null || quota <= 0) return quotaText(quota);
    return t(`period.${resetPeriod ?? 'never'}`, { quota: quotaText(quota) });
  };
}
