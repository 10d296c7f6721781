import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { accountQuery } from '../../../api/admin-accounts.ts';
import { ViewModal } from '../../../features/identity/view-modal.tsx';
import { AccountActions } from '../../../features/metering/accounts/account-actions.tsx';
import { AccountFacts } from '../../../features/metering/accounts/account-facts.tsx';
import { AccountOrders } from '../../../features/orders/admin/account-orders.tsx';
import { toApiError } from '../../../lib/api-error.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { AccountTabs } from './tab-bar.tsx';

/** Nobody has this id, or it can be nobody's. */
const noSuch = ['not_found', 'invalid_input'];

export function AccountPage() {
  const { t } = useTranslation('accounts');
  const { accountId = '' } = useParams();
  const account = useQuery(accountQuery(accountId));
  if (account.error && noSuch.includes(toApiError(account.error).code)) return <NoSuchAccount />;
  return (
    <Page
      title={account.data?.name ?? t('account')}
      tabTitle={account.data && `${account.data.name} · ${t('title')}`}
      intro={<Link to={paths.admin.accounts}>{t('toList')}</Link>}
      timeZone={account.data?.timeZone}
      action={
        account.data?.closedAt === null && (
          <>
            {account.data.externalId === null && <ViewButton account={account.data} />}
            <AccountActions account={account.data} />
          </>
        )
      }
    >
      <QueryView query={account} skeleton={<Skeleton active paragraph={{ rows: 10 }} />}>
        {(data) => (
          <>
            <AccountFacts account={data} />
            <AccountTabs account={data} />
            <AccountOrders account={data} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function ViewButton({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  return (
    <DialogButton dialog={(onClosed) => <ViewModal account={account} onClosed={onClosed} />}>
      {t('view.open')}
    </DialogButton>
  );
}

function NoSuchAccount() {
  const { t } = useTranslation('accounts');
  return (
    <Page title={t('account')}>
      <Notice
        title={t('noSuch.title')}
        text={t('noSuch.text')}
        action={<LinkButton to={paths.admin.accounts}>{t('toList')}</LinkButton>}
      />
    </Page>
  );
}
