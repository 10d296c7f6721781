import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import type { Override } from '@meterstone/server/contract/metering/entitlements';
import { ofQuota, usedPercentOf, type Quota } from '@meterstone/server/contract/metering/states';
import { useTranslation } from 'react-i18next';
import { useFeatureName, useGrantText } from '../../../api/use-catalog-names.ts';
import { formatDuration, formatNumber, formatPercent, zonedDayTime } from '../../../lib/language/format.ts';
import { useQuotaText } from '../../../lib/language/quota-text.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { DialogButton, type DialogButtonProps } from '../../../ui/forms/dialog-button.tsx';
import { InUseTag, LevelTag } from '../../../ui/quotas/level.tsx';
import { QuotaBar } from '../../../ui/quotas/quota-bar.tsx';
import { Sentence, stressed } from '../../../ui/texts/sentence.tsx';
import { GiveFeature } from '../entitlements/give-feature.tsx';
import { LiftModal } from '../entitlements/lift-modal.tsx';
import { OverrideModal } from '../entitlements/override-modal.tsx';
import { PlanGives } from '../entitlements/plan-gives.tsx';
import { levelNowOf } from '../paying/level-now.ts';
import styles from './account-quota-list.module.css';
import { ResetModal } from './reset-modal.tsx';

/** Every quota of an account, each with what an admin can do to it. */
export function AccountQuotaList({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  if (account.closedAt !== null) return <Notice title={t('quotas.closed')} />;
  if (account.quotas.length === 0) {
    return (
      <>
        <Notice title={t('quotas.none')} text={t('quotas.noneText')} />
        <GiveFeature account={account} />
      </>
    );
  }
  const overrideOf = (code: string) => account.overrides.find(({ featureCode }) => featureCode === code);
  const metered = account.quotas.filter(({ kind }) => kind === 'metered');
  const others = account.quotas.filter(({ kind }) => kind === 'boolean');
  return (
    <>
      <ul className={styles['list']}>
        {metered.map((quota) => (
          <QuotaRow
            key={quota.featureCode}
            account={account}
            quota={quota}
            override={overrideOf(quota.featureCode)}
          />
        ))}
      </ul>
      {others.length > 0 && (
        <ul className={styles['switches']}>
          {others.map((quota) => (
            <Switched
              key={quota.featureCode}
              account={account}
              quota={quota}
              override={overrideOf(quota.featureCode)}
            />
          ))}
        </ul>
      )}
      <GiveFeature account={account} />
    </>
  );
}

interface QuotaRowProps {
  account: AccountDetail;
  quota: Quota;
  override: Override | undefined;
}

function QuotaRow({ account, quota, override }: QuotaRowProps) {
  const { t } = useTranslation('accounts');
  const featureName = useFeatureName();
  const { featureCode, reserved } = quota;
  const counted = ofQuota(quota);
  const name = featureName(featureCode);
  const level = levelNowOf(quota, account.creditsPay.includes(featureCode));
  return (
    <li className={styles['row']}>
      <div className={styles['head']}>
        <h2>{name}</h2>
        <LevelTag level={level} />
        {quota.remaining === 0 && level !== 'exhausted' && level !== 'overage_started' && reserved > 0 && (
          <InUseTag />
        )}
        <Resets quota={quota} />
      </div>
      {quota.quota > 0 && (
        <QuotaBar
          name={name}
          used={counted.used}
          reserved={counted.reserved}
          quota={quota.quota}
          isCalm={level === 'overage_started'}
        />
      )}
      <div className={styles['foot']}>
        <Amounts quota={quota} />
        <div className={styles['actions']}>
          <OverrideActions {...{ account, featureCode, override }} />
          <RowAction
            text={t('quotas.reset')}
            name={name}
            dialog={(onClosed) => <ResetModal {...{ account, featureCode, onClosed }} />}
          />
        </div>
      </div>
      {override && <OverrideNote account={account} override={override} timeZone={quota.timeZone} />}
    </li>
  );
}

interface RowActionProps extends Pick<DialogButtonProps, 'dialog' | 'isHidden'> {
  text: string;
  name: string;
}

/** Read out with the feature, as the same words stand in every row. */
function RowAction({ text, name, ...opening }: RowActionProps) {
  return (
    <DialogButton size="small" type="link" aria-label={`${text}: ${name}`} {...opening}>
      {text}
    </DialogButton>
  );
}

interface OverrideActionsProps {
  account: AccountDetail;
  featureCode: string;
  override: Override | undefined;
}

/** To override what the plan gives of a feature, and to end that. */
function OverrideActions({ account, featureCode, override }: OverrideActionsProps) {
  const { t } = useTranslation('accounts');
  const name = useFeatureName()(featureCode);
  return (
    <>
      <RowAction
        text={override ? t('quotas.change') : t('quotas.override')}
        name={name}
        dialog={(onClosed) => <OverrideModal {...{ account, featureCode, onClosed }} />}
      />
      <RowAction
        text={t('quotas.lift')}
        name={name}
        isHidden={override === undefined}
        dialog={(onClosed) => <LiftModal {...{ account, featureCode, onClosed }} />}
      />
    </>
  );
}

function Amounts({ quota: state }: { quota: Quota }) {
  const { t } = useTranslation('accounts');
  const { used, reserved, remaining, quota, overage } = state;
  const percent = usedPercentOf(state);
  const quotaText = useQuotaText();
  const amountOf = (amount: number) => stressed(formatNumber(amount));
  return (
    <p className={`${styles['amounts']} number`}>
      {quota <= 0 && <strong>{quotaText(quota)}</strong>}
      <span>
        <Sentence text={t('amounts.used', { amount: amountOf(used) })} />
      </span>
      {reserved > 0 && (
        <span>
          <Sentence text={t('amounts.inUse', { amount: amountOf(reserved) })} />
        </span>
      )}
      {quota > 0 && (
        <span>
          <Sentence text={t('amounts.left', { amount: amountOf(remaining), quota: formatNumber(quota) })} />
        </span>
      )}
      {overage && (
        <span>
          <Sentence text={t('amounts.paid', { amount: amountOf(overage.units) })} />
        </span>
      )}
      {percent !== null && quota > 0 && <span>{formatPercent(percent)}</span>}
    </p>
  );
}

/** When the quota begins anew, in the account's own zone: that is where its days end. */
function Resets({ quota: { periodEnd, timeZone } }: { quota: Quota }) {
  const { t } = useTranslation('accounts');
  const now = useNow();
  if (periodEnd === null) return null;
  return (
    <span className={styles['resets']}>
      {t('quotas.resets', {
        duration: formatDuration(Date.parse(periodEnd) - now),
        at: zonedDayTime(periodEnd, timeZone),
      })}
    </span>
  );
}

interface OverrideNoteProps {
  account: AccountDetail;
  override: Override;
  /** The account's. */
  timeZone: string;
}

function OverrideNote({ account, override, timeZone }: OverrideNoteProps) {
  const { t } = useTranslation('accounts');
  const grantText = useGrantText();
  return (
    <p className={styles['override']}>
      <strong>{t('quotas.overridden', { quota: grantText(override.featureCode, override.quota) })}</strong>
      <span>
        <PlanGives account={account} featureCode={override.featureCode} />
      </span>
      {override.expiresAt !== null && (
        <span>{t('quotas.until', { at: zonedDayTime(override.expiresAt, timeZone) })}</span>
      )}
      {override.reason !== null && <q>{override.reason}</q>}
    </p>
  );
}

function Switched({ account, quota, override }: QuotaRowProps) {
  const { t } = useTranslation('accounts');
  const { t: common } = useTranslation();
  const { featureCode } = quota;
  const name = useFeatureName()(featureCode);
  return (
    <li>
      <span>
        <span className={styles['switchName']}>{name}</span>
        {!override && <span className={styles['switchNote']}>{t('quotas.byPlan')}</span>}
        {override && <OverrideNote account={account} override={override} timeZone={quota.timeZone} />}
      </span>
      <span className={styles['switchActions']}>
        <span className="quiet">
          {quota.enabled ? common('quota.included') : common('quota.notIncluded')}
        </span>
        <OverrideActions {...{ account, featureCode, override }} />
      </span>
    </li>
  );
}
