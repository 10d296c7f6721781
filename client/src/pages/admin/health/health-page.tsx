import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { healthReportQuery, startHealthRun } from '../../../api/health.ts';
import { useMe } from '../../../api/use-session.ts';
import { CheckList } from '../../../features/health/check-list.tsx';
import { NoticeList } from '../../../features/health/notice-list.tsx';
import { ReportState } from '../../../features/health/report-state.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { Page } from '../../../ui/page/page.tsx';

/** Whether the books balance: what was looked at, when, and what is wrong. */
export function HealthPage() {
  const { t } = useTranslation('health');
  const { timeZone } = useMe().account;
  const report = useQuery(healthReportQuery);
  const { isSending, send } = useSending();
  const isLooking = isSending || Boolean(report.data?.underWay);
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      timeZone={timeZone}
      action={
        <Button type="primary" loading={isLooking} onClick={() => send(startHealthRun)}>
          {t('run')}
        </Button>
      }
    >
      <QueryView query={report}>
        {(data) => (
          <>
            <ReportState report={data} />
            <CheckList report={data} />
            <NoticeList notices={data.notices} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
