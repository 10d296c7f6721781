import { ArrowRightOutlined } from '@ant-design/icons';
import type { AdminPlan } from '@meterstone/server/contract/catalog';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useTranslation } from 'react-i18next';
import { useFeatureName } from '../../../api/use-catalog-names.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { useQuotaText } from '../../../lib/language/quota-text.ts';
import { Effects } from '../../../ui/forms/effects.tsx';
import { changesByPlan, type FeatureEffect } from './changes-by-plan.ts';
import styles from './plan-effects.module.css';

/** Says what a plan would change for the account. */
export function PlanEffects({ account, plan }: { account: AccountDetail; plan: AdminPlan }) {
  const { t } = useTranslation('accounts');
  const changes = changesByPlan(account, plan);
  return (
    <Effects>
      {changes.length === 0 ? (
        <p>{t('plan.noChange')}</p>
      ) : (
        <ul>
          {changes.map((change) => (
            <Effect key={change.featureCode} change={change} />
          ))}
        </ul>
      )}
      <p className="quiet">{t('plan.stays')}</p>
    </Effects>
  );
}

function Effect({ change }: { change: FeatureEffect }) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const amountText = useAmountText();
  if (change.isOverridden) {
    return (
      <li>
        {featureName(change.featureCode)}
        <span className="quiet">{t('plan.overridden', { quota: amountText(change, 'before') })}</span>
      </li>
    );
  }
  return (
    <li>
      {featureName(change.featureCode)}
      <span className="number">
        <span className="quiet">{amountText(change, 'before')}</span>{' '}
        <ArrowRightOutlined aria-label={t('plan.becomes')} className={styles['arrow']} />{' '}
        {amountText(change, 'after')}
      </span>
      {change.usedAbove !== null && (
        <span className={styles['above']}>
          {t('plan.usedAbove', { used: formatNumber(change.usedAbove) })}
        </span>
      )}
    </li>
  );
}

function useAmountText(): (change: FeatureEffect, when: 'before' | 'after') => string {
  const { t } = useTranslation();
  const quotaText = useQuotaText();
  return (change, when) => {
    const amount = change[when];
    const period = when === 'before' ? change.periodBefore : change.periodAfter;
    if (amount !== null && change.kind === 'boolean') return t('quota.included');
    if (amount === null || amount === -1 || period === null) return quotaText(amount);
    return t(`period.${period}`, { quota: quotaText(amount) });
  };
}
