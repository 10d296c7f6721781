import type { Transaction } from '@meterstone/server/contract/credits/transactions';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/language/format.ts';
import { DayTime } from '../../../ui/texts/times.tsx';

/** Lines of the ledger; each opens to what it is about and which lots it went through. */
export function TransactionTable({ lines, timeZone }: { lines: Transaction[]; timeZone: string }) {
  const { t } = useTranslation('credits');
  return (
    <Table<Transaction>
      size="small"
      rowKey="id"
      dataSource={lines}
      pagination={false}
      locale={{ emptyText: <span className="quiet">{t('noLines')}</span> }}
      expandable={{ expandedRowRender: (line) => <Why line={line} /> }}
      columns={[
        { title: t('when'), render: (_, { createdAt }) => <DayTime at={createdAt} timeZone={timeZone} /> },
        { title: t('typeLabel'), render: (_, { type }) => t(`type.${type}`) },
        {
          title: t('amount'),
          align: 'right',
          render: (_, line) => <span className="number">{`${sign(line)}${formatNumber(line.amount)}`}</span>,
        },
        {
          title: t('after'),
          align: 'right',
          render: (_, { balanceAfter }) => <span className="number">{formatNumber(balanceAfter)}</span>,
        },
      ]}
    />
  );
}

const signs = {
  grant: '+',
  return: '+',
  reinstate: '+',
  consume: '−',
  expire: '−',
  revoke: '−',
  debt_repaid: '−',
  debt_waived: '',
} as const satisfies Record<Transaction['type'], string>;

/** Which way the balance went; what is owed left it as it was. */
function sign({ type, owed }: Transaction): string {
  return owed ? '' : signs[type];
}

/** Why this number: what it was for, and which lots gave it or took it. */
function Why({ line: { action, referenceId, reason, lots } }: { line: Transaction }) {
  const { t } = useTranslation('credits');
  return (
    <>
      {action !== null && <p>{t('action', { value: action })}</p>}
      {referenceId !== null && <p>{t('reference', { value: referenceId })}</p>}
      {reason !== null && <p>{t('reason', { value: reason })}</p>}
      {lots.map(({ lotId, amount }) => (
        <p key={lotId}>{t('part', { amount: formatNumber(amount), lot: lotId })}</p>
      ))}
    </>
  );
}
