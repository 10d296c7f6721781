import type { Plan } from '@meterstone/server/contract/catalog';
import type { QuotaOverview } from '@meterstone/server/contract/metering/accounts';
import type { PlanChangePreview } from '@meterstone/server/contract/metering/plan-changes';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePublicFeatureName } from '../../../api/use-catalog-names.ts';
import { formatList } from '../../../lib/language/format.ts';
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
  const { t, i18n } = useTranslation('checkout');
  const nameOf = usePublicFeatureName();
  const grantText = useGrantText();
  return (
    <>
      <ul className={styles['lines']}>
        {codes.map((code) => (
          <li key={code}>
            {t('before.keptLine', {
              feature: nameOf(code),
              now: grantText(quotas.find(({ featureCode }) => featureCode === code)),
              plan: inLanguage(plan.name, i18n.language),
              given: grantText(plan.features.find((feature) => feature.code === code)),
            })}
          </li>
        ))}
      </ul>
      <WithSupport text={t('before.keptText')} />
    </>
  );
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
