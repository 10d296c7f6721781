import type { PreviewedPlans } from '@meterstone/server/contract/metering/plan-changes';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFeatureName, usePlanName } from '../../../api/use-catalog-names.ts';
import { paths } from '../../../paths.ts';
import { Effects } from '../../../ui/forms/effects.tsx';
import styles from './plan-changes.module.css';
import { sumPreview, type Met } from './sum-preview.ts';

/** Says what a plan would do to many accounts: to how many, and by name to whom it does more than that. */
export function PlanPreview({ preview }: { preview: PreviewedPlans }) {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const { from, older, keeping, refused, changing, usedUp, loses, overridden, keptBelow, bought } =
    sumPreview(preview.accounts);
  const plan = planName(preview.planCode);
  const left = preview.matched - preview.accounts.length - preview.missing.length;
  return (
    <Effects>
      {left > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('many.newest', { count: preview.accounts.length, all: preview.matched })}
        />
      )}
      <ul>
        {from.map(({ planCode, count }) => (
          <li key={planCode}>
            {planCode === null
              ? t('many.fromNone', { count, plan })
              : t('many.from', { count, before: planName(planCode), plan })}
          </li>
        ))}
        {older > 0 && <li>{t('many.older', { count: older, plan, version: preview.version })}</li>}
        {keeping > 0 && <li className="quiet">{t('many.keep', { count: keeping, plan })}</li>}
        {preview.missing.length > 0 && <li>{t('many.missing', { count: preview.missing.length })}</li>}
      </ul>
      {refused.length > 0 && <Named accounts={refused} title={t('many.closed', { count: refused.length })} />}
      <MetList all={usedUp} text={(feature, count) => t('many.usedUp', { feature, count })} isGrave />
      <MetList all={loses} text={(feature, count) => t('many.loses', { feature, count })} />
      <MetList all={keptBelow} text={(feature, count) => t('many.keptBelow', { feature, count })} isGrave />
      <MetList all={overridden} text={(feature, count) => t('many.overridden', { feature, count })} />
      {bought.length > 0 && (
        <Named accounts={bought} title={t('many.bought', { count: bought.length })}>
          <p>{t('many.boughtNote')}</p>
        </Named>
      )}
      {changing > 0 && <p className="quiet">{t('plan.stays')}</p>}
    </Effects>
  );
}

interface MetListProps {
  all: readonly Met[];
  text: (feature: string, count: number) => string;
  isGrave?: boolean;
}

function MetList({ all, text, isGrave = false }: MetListProps) {
  const featureName = useFeatureName();
  return all.map(({ featureCode, accounts }) => (
    <Named
      key={featureCode}
      accounts={accounts}
      title={text(featureName(featureCode), accounts.length)}
      isGrave={isGrave}
    />
  ));
}

interface NamedProps {
  accounts: Met['accounts'];
  title: string;
  isGrave?: boolean;
  /** More about it than its title says. */
  children?: ReactNode;
}

/** A sentence about some of the accounts; opened, it names them. */
function Named({ accounts, title, isGrave = false, children }: NamedProps) {
  return (
    <details className={styles['named']}>
      <summary className={isGrave ? styles['grave'] : undefined}>{title}</summary>
      {children}
      <ul>
        {accounts.map(({ accountId, name }) => (
          <li key={accountId}>
            {/* What has been chosen here should not be lost for a look. */}
            <Link to={paths.admin.account(accountId)} target="_blank">
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
