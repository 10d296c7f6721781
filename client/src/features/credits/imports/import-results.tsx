import { DownloadOutlined } from '@ant-design/icons';
import type { ImportResult } from '@meterstone/server/contract/credits/grants';
import { Alert, Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../lib/api-error.ts';
import { saveFile } from '../../../lib/browser/save-file.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { csvRecords, onlyRows } from './csv-records.ts';
import styles from './imports.module.css';
import { hasBusy, isRepeat } from './use-import.ts';

const statuses = ['ready', 'granted', 'replayed', 'rejected'] as const;

/** What became of each row or would, how many of each kind, and those that were refused as a file. */
export function ImportResults({ text, results }: { text: string; results: ImportResult[] }) {
  const { t } = useTranslation('creditsAdmin');
  const records = csvRecords(text);
  const numbered = Map.groupBy(results, ({ status }) => status);
  const failed = (numbered.get('rejected') ?? []).map(({ row }) => row);
  // A preview names them, and what they would get.
  const planned = results.flatMap(({ grant }) => grant ?? []);
  const columns: TableColumnsType<ImportResult> = [
    { title: t('import.row'), dataIndex: 'row', align: 'right' },
    ...(planned.length > 0
      ? [
          {
            title: t('import.account'),
            render: (_: unknown, { grant }: ImportResult) => <Receiver grant={grant} />,
          },
        ]
      : []),
    { title: t('import.line'), render: (_, { row }) => <code>{records[row - 1]}</code>, responsive: ['sm'] },
    { title: t('import.result'), render: (_, result) => <Outcome result={result} /> },
  ];
  return (
    <>
      <div className={styles['totals']} role="status">
        {statuses.map((status) => {
          const rows = numbered.get(status)?.length ?? 0;
          return (
            rows > 0 && (
              <span key={status}>{t('import.total', { text: t(`import.statuses.${status}`), rows })}</span>
            )
          );
        })}
        {planned.length > 0 && (
          <span className="number">
            {t('import.sum', {
              amount: formatNumber(planned.reduce((sum, { amount }) => sum + amount, 0)),
            })}
          </span>
        )}
        {failed.length > 0 && (
          <Button
            size="small"
            icon={<DownloadOutlined aria-hidden />}
            onClick={() => saveCsv('refused-rows.csv', onlyRows(records, failed))}
          >
            {t('import.saveFailed')}
          </Button>
        )}
      </div>
      {isRepeat(results) && <Alert type="info" showIcon title={t('import.repeat')} />}
      {hasBusy(results) && <Alert type="warning" showIcon title={t('import.again')} />}
      <Table
        rowKey="row"
        size="small"
        columns={columns}
        dataSource={results}
        pagination={{ hideOnSinglePage: true, showSizeChanger: false }}
      />
    </>
  );
}

/** Who would get how much: a mistyped id is seen before anything is given. */
function Receiver({ grant }: Pick<ImportResult, 'grant'>) {
  if (!grant?.account) return null;
  const { name, email, externalId } = grant.account;
  return (
    <>
      {name}
      <div className={styles['receiver']}>{email ?? externalId}</div>
    </>
  );
}

function Outcome({ result: { status, code, detail, fields = [] } }: { result: ImportResult }) {
  const { t } = useTranslation('creditsAdmin');
  const problemText = useProblemText();
  if (code === undefined) return t(`import.statuses.${status}`);
  if (fields.length > 0) {
    return t('import.refused', { why: fields.map((field) => t(`import.wrong.${field}`)).join(' ') });
  }
  const refusal = new ApiError({ status: 422, code, title: code, detail, errors: [] });
  return t('import.refused', { why: problemText(refusal).text });
}

export function saveCsv(name: string, content: string): void {
  saveFile({ name, content: new Blob([content], { type: 'text/csv' }) });
}
