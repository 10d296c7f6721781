import type { Transaction } from '@meterstone/server/contract/credits/transactions';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../lib/language/format.ts';
import { DayTime } from '../../../ui/texts/times.tsx';
import styles from './transactions.module.css';
import { useLotWords } from './use-lot-words.ts';
import { usePurpose } from './use-purpose.ts';
import { Why, type WhyProps } from './why.tsx';

interface TransactionTableProps extends Pick<WhyProps, 'featureName' | 'recordPath'> {
  lines: Transaction[];
  timeZone: string;
  /** What happened, to this reader. */
  typeText: (line: Transaction) => string;
}

/**
 * Lines of the ledger; each opens to what it is about and which lots it went through. On phones two lines of text make
 * one of the ledger, so that nothing is cut.
 */
export function TransactionTable({ lines, timeZone, typeText, ...ofUsage }: TransactionTableProps) {
  const { t } = useTranslation('credits');
  const lotWords = useLotWords(lines, timeZone);
  const purposeOf = usePurpose(ofUsage.featureName);
  return (
    <Table<Transaction>
      size="small"
      rowKey="id"
      dataSource={lines}
      pagination={false}
      expandable={{ expandedRowRender: (line) => <Why line={line} lotWords={lotWords} {...ofUsage} /> }}
      columns={[
        {
          title: t('when'),
          responsive: ['md'],
          render: (_, { createdAt }) => <DayTime at={createdAt} timeZone={timeZone} />,
        },
        {
          title: t('typeLabel'),
          render: (_, line) => (
            <>
              {typeText(line)}
              <div className={styles['below']}>
                <DayTime at={line.createdAt} timeZone={timeZone} />
                <div className={styles['purpose']}>{purposeOf(line)}</div>
              </div>
            </>
          ),
        },
        {
          title: t('amount'),
          align: 'right',
          render: (_, line) => (
            <span className="number">
              {`${sign(line)}${formatNumber(line.amount)}`}
              <div className={styles['below']}>
                {t('afterBelow', { amount: formatNumber(line.balanceAfter) })}
              </div>
            </span>
          ),
        },
        {
          title: t('after'),
          align: 'right',
          responsive: ['md'],
          render: (_, { balanceAfter }) => <span className="number">{formatNumber(balanceAfter)}</span>,
        },
        {
          title: t('purpose'),
          responsive: ['md'],
          render: (_, line) => <div className={styles['purpose']}>{purposeOf(line)}</div>,
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
  write_off: '−',
} as const satisfies Record<Transaction['type'], string>;

/** Which way the balance went; what is owed left it as it was. */
function sign({ type, owed }: Transaction): string {
  return owed ? '' : signs[type];
}
