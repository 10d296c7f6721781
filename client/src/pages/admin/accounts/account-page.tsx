import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { accountQuery } from '../../../api/admin-accounts.ts';
import { AccountHistory } from '../../../features/identity/account-history.tsx';
import { AccountFacts } from '../../../features/metering/accounts/account-facts.tsx';
import { QuotaList } from '../../../features/metering/accounts/account-quota-list.tsx';
import { ResetModal } from '../../../features/metering/accounts/reset-modal.tsx';
import { AccountAlerts } from '../../../features/metering/alerts/account-alerts.tsx';
import { LiftModal } from '../../../features/metering/entitlements/lift-modal.tsx';
import { OverrideModal } from '../../../features/metering/entitlements/override-modal.tsx';
import { PlanModal } from '../../../features/metering/entitlements/plan-modal.tsx';
import { AccountRecords } from '../../../features/metering/records/account-records.tsx';
import { toApiError } from '../../../lib/api-error.ts';
import { paths } from '../../../paths.ts';
import { Outcome } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';

/** What an admin is about to do. */
type Doing =
  | { what: 'plan' }
  | { what: 'reset'; featureCode: string | undefined }
  | { what: 'override' | 'lift'; featureCode: string };

const firstTab = 'quotas';

/** Nobody has this id, or it can be nobody's. */
const noSuch = ['not_found', 'invalid_input'];

export function AccountPage() {
  const { t } = useTranslation('accounts');
  const { accountId = '' } = useParams();
  const account = useQuery(accountQuery(accountId));
  const [doing, setDoing] = useState<Doing>();
  if (account.error && noSuch.includes(toApiError(account.error).code)) return <NoSuchAccount />;
  return (
    <Page
      title={account.data?.name ?? t('account')}
      intro={<Link to={paths.admin.accounts}>{t('toList')}</Link>}
      action={
        account.data && (
          <>
            <Button onClick={() => setDoing({ what: 'reset', featureCode: undefined })}>
              {t('reset.open')}
            </Button>
            <Button type="primary" onClick={() => setDoing({ what: 'plan' })}>
              {t('plan.change')}
            </Button>
          </>
        )
      }
    >
      <QueryView query={account} skeleton={<Skeleton active paragraph={{ rows: 10 }} />}>
        {(data) => (
          <>
            <AccountFacts account={data} />
            <AccountTabs account={data} onDo={setDoing} />
            {doing && <Dialog account={data} doing={doing} onClosed={() => setDoing(undefined)} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function NoSuchAccount() {
  const { t } = useTranslation('accounts');
  return (
    <Page title={t('account')}>
      <Outcome
        title={t('noSuch.title')}
        text={t('noSuch.text')}
        action={<LinkButton to={paths.admin.accounts}>{t('toList')}</LinkButton>}
      />
    </Page>
  );
}

function AccountTabs({ account, onDo }: { account: AccountDetail; onDo: (doing: Doing) => void }) {
  const { t } = useTranslation('accounts');
  const [params, setParams] = useSearchParams();
  return (
    <Tabs
      activeKey={params.get('tab') ?? firstTab}
      onChange={(tab) => setParams(tab === firstTab ? {} : { tab }, { replace: true })}
      destroyOnHidden
      items={[
        {
          key: firstTab,
          label: t('tabs.quotas'),
          children: (
            <QuotaList
              account={account}
              onOverride={(featureCode) => onDo({ what: 'override', featureCode })}
              onLift={(featureCode) => onDo({ what: 'lift', featureCode })}
              onReset={(featureCode) => onDo({ what: 'reset', featureCode })}
            />
          ),
        },
        { key: 'records', label: t('tabs.records'), children: <AccountRecords accountId={account.id} /> },
        { key: 'alerts', label: t('tabs.alerts'), children: <AccountAlerts accountId={account.id} /> },
        { key: 'history', label: t('tabs.history'), children: <AccountHistory account={account} /> },
      ]}
    />
  );
}

interface DialogProps {
  account: AccountDetail;
  doing: Doing;
  onClosed: () => void;
}

function Dialog({ account, doing, onClosed }: DialogProps) {
  switch (doing.what) {
    case 'plan':
      return <PlanModal account={account} onClosed={onClosed} />;
    case 'reset':
      return <ResetModal account={account} featureCode={doing.featureCode} onClosed={onClosed} />;
    case 'override':
      return <OverrideModal account={account} featureCode={doing.featureCode} onClosed={onClosed} />;
    case 'lift':
      return <LiftModal account={account} featureCode={doing.featureCode} onClosed={onClosed} />;
  }
}
