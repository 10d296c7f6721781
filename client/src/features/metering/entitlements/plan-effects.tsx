import { ArrowRightOutlined } from '@ant-design/icons';
import type { AdminPlan } from '@meterstone/server/contract/catalog';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Alert, Checkbox, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { planListQuery } from '../../../api/catalog.ts';
import { useFeatureName, usePlanName } from '../../../api/use-catalog-names.ts';
import { formatNumber, zonedDateTime } from '../../../lib/language/format.ts';
import { useOverageText } from '../../../lib/language/overage-text.ts';
import { useQuotaText } from '../../../lib/language/quota-text.ts';
import { useUntilText } from '../../../lib/language/until-text.ts';
import { Effects } from '../../../ui/forms/effects.tsx';
import { changesByPlan, type FeatureEffect } from './changes-by-plan.ts';
import styles from './plan-effects.module.css';

/** Says what a plan would change for the account. */
export function PlanEffects({ account, plan }: { account: AccountDetail; plan: AdminPlan }) {
  const { t } = useTranslation('accounts');
  const changes = changesByPlan(account, plan);
  return (
    <Effects>
      <PaidEffect account={account} plan={plan} />
      {changes.length === 0 ? (
        <p>{t('plan.noChange')}</p>
      ) : (
        <ul>
          {changes.map((change) => (
            <Effect key={change.featureCode} change={change} timeZone={account.timeZone} />
          ))}
        </ul>
      )}
      <CreditsEffect account={account} plan={plan} />
      <PaysBeyond plan={plan} />
      <WithoutEnd account={account} plan={plan} />
      <p className="quiet">{t('plan.stays')}</p>
    </Effects>
  );
}

interface EffectProps {
  account: AccountDetail;
  plan: AdminPlan;
}

/** What was paid for and gives nothing any more; or what comes into its own again. */
function PaidEffect({ account: { subscription, timeZone }, plan }: EffectProps) {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const untilText = useUntilText();
  const bought = subscription?.bought;
  if (!bought) return null;
  const { planCode, until, isInForce, orderNumber } = bought;
  const before = planName(planCode);
  if (planCode === plan.code) {
    return isInForce ? null : <Alert type="info" showIcon title={t('plan.paidAgain', { before })} />;
  }
  const texts = { before, plan: planName(plan.code), order: orderNumber ?? '' };
  return (
    <Alert
      type="warning"
      showIcon
      title={t('plan.paidTitle')}
      description={
        until === null
          ? t('plan.paidForLife', texts)
          : t('plan.paidUntil', { ...texts, until: untilText(bought, timeZone) })
      }
    />
  );
}

/** Which credits come or stop, or become more or fewer. */
function CreditsEffect({ account: { planCode }, plan }: EffectProps) {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const { data: plans } = useQuery(planListQuery);
  if (!plans) return null;
  const credits = plans.find(({ code }) => code === planCode)?.credits;
  if (!credits || planCode === null) {
    if (!plan.credits) return null;
    return (
      <p>{t('plan.creditsCome', { plan: planName(plan.code), amount: formatNumber(plan.credits.amount) })}</p>
    );
  }
  const texts = {
    before: planName(planCode),
    amount: formatNumber(credits.amount),
    plan: planName(plan.code),
  };
  return (
    <p>
      {plan.credits
        ? t('plan.creditsBecome', { ...texts, after: formatNumber(plan.credits.amount) })
        : t('plan.creditsStop', texts)}
    </p>
  );
}

/** What credits pay for beyond the quotas of the plan. */
function PaysBeyond({ plan }: { plan: AdminPlan }) {
  const { t } = useTranslation('accounts');
  const { t: tPlans } = useTranslation('plans');
  const featureName = useFeatureName();
  const rateText = useOverageText();
  const paid = plan.features.flatMap(({ code, unit, overageRate }) =>
    overageRate ? [{ code, rate: rateText(overageRate, unit) }] : [],
  );
  if (paid.length === 0) return null;
  return (
    <>
      <p>{t('plan.paysBeyond')}</p>
      <ul>
        {paid.map(({ code, rate }) => (
          <li key={code}>{tPlans('rateOf', { feature: featureName(code), rate })}</li>
        ))}
      </ul>
    </>
  );
}

/** What an admin gives is not bought; one that was paid for and comes into its own again is. */
function WithoutEnd({ account: { subscription }, plan }: EffectProps) {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  if (plan.isDefault || subscription?.bought?.planCode === plan.code) return null;
  return <p>{t('plan.withoutEnd', { plan: planName(plan.code) })}</p>;
}

function Effect({ change, timeZone }: { change: FeatureEffect; timeZone: string }) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const amountText = useAmountText();
  if (change.isOverridden) {
    return (
      <li>
        {featureName(change.featureCode)}
        <span className="quiet">
          {change.overriddenUntil === null
            ? t('plan.overridden', { quota: amountText(change, 'before') })
            : t('plan.overriddenUntil', {
                quota: amountText(change, 'before'),
                at: zonedDateTime(change.overriddenUntil, timeZone),
              })}
        </span>
        {change.isKeptBelow && (
          <span className={styles['above']}>
            {t('plan.wouldGive', { quota: amountText(change, 'after') })}
            <Form.Item name={['lift', change.featureCode]} valuePropName="checked" noStyle>
              <Checkbox className={styles['lift'] ?? ''}>
                {t('plan.lift', { feature: featureName(change.featureCode) })}
              </Checkbox>
            </Form.Item>
          </span>
        )}
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
