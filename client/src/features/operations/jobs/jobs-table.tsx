import type { Job } from '@meterstone/server/contract/operations/jobs';
import { Button, Table, type Breakpoint, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/use-session.ts';
import { byName } from '../../../lib/language/by-name.ts';
import { formatElapsed } from '../../../lib/language/format.ts';
import { useTableSize } from '../../../ui/tables/density-switch.tsx';
import { Fact } from '../../../ui/texts/facts.tsx';
import { DayTime, RelativeTime } from '../../../ui/texts/times.tsx';
import { JobState } from './job-state.tsx';
import styles from './jobs-table.module.css';
import { useJobTexts } from './use-job-texts.ts';
import { useRunNow } from './use-run-now.ts';

/** Where there is room for columns; as in the style sheet. */
const wide: Breakpoint[] = ['xl'];

/** Every job, by its name in the reader's language. On narrow screens what is told of it stands below its name. */
export function JobsTable({ jobs }: { jobs: readonly Job[] }) {
  const { i18n } = useTranslation('jobs');
  const textsOf = useJobTexts();
  const columns = useColumns();
  const size = useTableSize();
  const compare = byName(i18n.language);
  const sorted = jobs.toSorted((one, other) => compare(textsOf(one.name).name, textsOf(other.name).name));
  return (
    <Table<Job>
      size={size}
      rowKey="name"
      className={styles['table'] ?? ''}
      columns={columns}
      dataSource={sorted}
      pagination={false}
      sticky={{ offsetHeader: 56 }}
    />
  );
}

function useColumns(): TableColumnsType<Job> {
  const { t } = useTranslation('jobs');
  const when = { width: 140, responsive: wide };
  return [
    { title: t('column.job'), render: (_, job) => <JobCell job={job} /> },
    {
      title: t('column.state'),
      width: '24%',
      responsive: wide,
      render: (_, job) => <JobState job={job} />,
    },
    { ...when, title: t('column.lastRun'), render: (_, { lastRunAt }) => <When at={lastRunAt} /> },
    {
      title: t('column.duration'),
      align: 'right',
      width: 96,
      responsive: wide,
      render: (_, { lastDurationMs }) => <Lasted ms={lastDurationMs} />,
    },
    { ...when, title: t('column.nextRun'), render: (_, { nextRunAt }) => <When at={nextRunAt} /> },
    {
      title: <span className="only-for-screen-readers">{t('column.run')}</span>,
      align: 'right',
      width: 128,
      responsive: wide,
      render: (_, job) => <RunButton job={job} />,
    },
  ];
}

function JobCell({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const { name, description } = useJobTexts()(job.name);
  return (
    <>
      <div className={styles['head']}>
        <div className={styles['name']}>{name}</div>
        <div className={styles['run']}>
          <RunButton job={job} />
        </div>
      </div>
      {description !== undefined && <div className={styles['description']}>{description}</div>}
      <div className={styles['below']}>
        <JobState job={job} />
        <dl>
          <Fact name={t('column.lastRun')}>
            <When at={job.lastRunAt} />
          </Fact>
          <Fact name={t('column.duration')}>
            <Lasted ms={job.lastDurationMs} />
          </Fact>
          <Fact name={t('column.nextRun')}>
            <When at={job.nextRunAt} />
          </Fact>
        </dl>
      </div>
    </>
  );
}

/** How long ago or ahead, and when exactly in the account's time. */
function When({ at }: { at: string | null }) {
  const { timeZone } = useMe().account;
  if (at === null) return <span className="quiet">–</span>;
  return (
    <span className={styles['when']}>
      <RelativeTime at={at} timeZone={timeZone} />
      <span className={styles['exact']}>
        <DayTime at={at} timeZone={timeZone} />
      </span>
    </span>
  );
}

function Lasted({ ms }: { ms: number | null }) {
  if (ms === null) return <span className="quiet">–</span>;
  return <span className="number">{formatElapsed(ms)}</span>;
}

function RunButton({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const { name } = useJobTexts()(job.name);
  const { isBusy, run } = useRunNow(job);
  return (
    <Button size="small" loading={isBusy} aria-label={t('run.label', { name })} onClick={run}>
      {t('run.action')}
    </Button>
  );
}
