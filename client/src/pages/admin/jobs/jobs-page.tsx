import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { jobsQuery } from '../../../api/operations.ts';
import { useMe } from '../../../api/use-session.ts';
import { JobsTable } from '../../../features/operations/jobs/jobs-table.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';

/** What runs by the clock: how it went, when it comes next, and the way to run it now. */
export function JobsPage() {
  const { t } = useTranslation('jobs');
  const { timeZone } = useMe().account;
  const jobs = useQuery(jobsQuery);
  return (
    <ListPage
      title={t('title')}
      intro={t('intro')}
      timeZone={timeZone}
      isEmpty={jobs.data?.length === 0}
      action={<DensitySwitch />}
      query={jobs}
    >
      {(all) =>
        all.length > 0 ? <JobsTable jobs={all} /> : <Notice title={t('empty.title')} text={t('empty.text')} />
      }
    </ListPage>
  );
}
