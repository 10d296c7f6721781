import type { AdminOverview } from '@meterstone/server/contract/insights';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/use-session.ts';
import { formatDay, formatTime } from '../../lib/language/format.ts';
import { Chart } from '../../ui/charts/chart.tsx';

type Steps = AdminOverview['usesByDay'];

/** Uses of the last 60 minutes. Drawn anew only when the minutes change: the overview is asked for more often. */
export const MinutesChart = memo(function MinutesChart({ steps }: { steps: Steps }) {
  const { t } = useTranslation('insights');
  const { timeZone } = useMe().account;
  return (
    <Chart
      title={t('minutes.title')}
      height={180}
      unit=""
      labels={steps.map(({ at }) => formatTime(at, timeZone))}
      series={[{ name: t('uses'), kind: 'bar', values: steps.map(({ events }) => events) }]}
    />
  );
});

/** Uses of the last 30 days. The days are the server's, of UTC. */
export const DaysChart = memo(function DaysChart({ steps }: { steps: Steps }) {
  const { t } = useTranslation('insights');
  return (
    <Chart
      title={t('days.title')}
      height={220}
      unit=""
      labels={steps.map(({ at }) => formatDay(at, 'UTC'))}
      series={[{ name: t('uses'), kind: 'bar', values: steps.map(({ events }) => events) }]}
    />
  );
});
