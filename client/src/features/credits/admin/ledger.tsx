import type { Transaction } from '@meterstone/server/contract/credits/transactions';
import type { AccountDetail } from '@meterstone/server/contract/metering/accounts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { accountTransactionsQuery } from '../../../api/credits/admin.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { DayTime } from '../../../ui/texts/times.tsx';

/** All movements of the account's credits, newest first. */
export function Ledger({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('creditsAdmin');
  const transactions = useInfiniteQuery(accountTransactionsQuery(account.id));
  const columns: TableColumnsType<Transaction> = [
    {
      title: t('ledger.when'),
      render: (_, { createdAt }) => <DayTime at={createdAt} timeZone={account.timeZone} />,
    },
    {
      title: t('ledger.type'),
      render: (_, { type, owed }) => t(owed ? 'ledger.owed' : `ledger.types.${type}`),
    },
    {
      title: t('amount'),
      align: 'right',
      render: (_, { amount }) => <span className="number">{formatNumber(amount)}</span>,
    },
    {
      title: t('ledger.after'),
      align: 'right',
      responsive: ['sm'],
      render: (_, { balanceAfter }) => <span className="number">{formatNumber(balanceAfter)}</span>,
    },
    {
      title: t('ledger.why'),
      responsive: ['md'],
      render: (_, { action, reason }) => reason ?? action ?? <span className="quiet">–</span>,
    },
  ];
  return (
    <QueryView query={transactions}>
      {({ pages }) =>
        pages[0]?.items.length === 0 ? (
          <p className="quiet">{t('ledger.none')}</p>
        ) : (
          <>
            <Table
              rowKey="id"
              size="small"
              columns={columns}
              dataSource={pages.flatMap(({ items }) => items)}
              pagination={false}
            />
            {transactions.hasNextPage && (
              <Button
                style={{ marginTop: 16 }}
                loading={transactions.isFetchingNextPage}
                onClick={() => void transactions.fetchNextPage()}
              >
                {t('ledger.older')}
              </Button>
            )}
          </>
        )
      }
    </QueryView>
  );
}
