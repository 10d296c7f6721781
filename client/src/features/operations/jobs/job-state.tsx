import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  MinusCircleOutlined,
  PoweroffOutlined,
  SyncOutlined,
} from '@ant-design/icons';
import type { Job } from '@meterstone/server/contract/operations/jobs';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/use-session.ts';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import styles from './job-state.module.css';

const icons = {
  never: MinusCircleOutlined,
  waiting: ClockCircleOutlined,
  running: SyncOutlined,
  ok: CheckCircleFilled,
  failed: CloseCircleFilled,
  interrupted: PoweroffOutlined,
} as const;

/** How a job stands: icon and word, and of what went wrong the message and when it last went well. */
export function JobState({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const { state, lastError } = job;
  const Icon = icons[state];
  return (
    <>
      <span className={`${styles['state']} ${styles[state]}`}>
        <Icon aria-hidden spin={state === 'running'} /> {t(`state.${state}`)}
      </span>
      {lastError !== null && (
        <div className={styles['problem']}>
          <div className={styles['error']}>{state === 'interrupted' ? t('interruption') : lastError}</div>
          <LastSuccess job={job} />
        </div>
      )}
    </>
  );
}

function LastSuccess({ job: { lastSuccessAt } }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const { timeZone } = useMe().account;
  if (lastSuccessAt === null) return <div className="quiet">{t('neverWell')}</div>;
  return (
    <div className="quiet">
      {t('lastSuccess')}
      <RelativeTime at={lastSuccessAt} timeZone={timeZone} />
    </div>
  );
}
