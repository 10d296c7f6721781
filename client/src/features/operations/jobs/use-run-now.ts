import type { Job } from '@meterstone/server/contract/operations/jobs';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runJob } from '../../../api/operations.ts';
import { formatElapsed } from '../../../lib/language/format.ts';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';
import { useJobTexts } from './use-job-texts.ts';

/** Has the job run, and tells by a toast how that went, once the list says so. */
export function useRunNow(job: Job): { isBusy: boolean; run: () => void } {
  const { t } = useTranslation('jobs');
  const { message } = useToasts();
  const { name } = useJobTexts()(job.name);
  const { isSending, send } = useSending();
  const [requestedAt, setRequestedAt] = useState<string>();
  const { state, lastDurationMs, lastError } = job;
  const isOver = requestedAt !== undefined && hasEndedSince(job, requestedAt);

  useEffect(() => {
    if (!isOver) return;
    setRequestedAt(undefined);
    if (state === 'ok') {
      void message.success(t('run.done', { name, duration: formatElapsed(lastDurationMs ?? 0) }));
    } else if (state === 'interrupted') void message.error(t('run.interrupted', { name }));
    else void message.error(t('run.failed', { name, error: lastError ?? '' }));
  }, [isOver, state, lastDurationMs, lastError, name, message, t]);

  return {
    isBusy: isSending || requestedAt !== undefined,
    run: () => send(async () => setRequestedAt((await runJob(job.name)).requestedAt)),
  };
}

function hasEndedSince({ state, lastRunAt }: Job, requestedAt: string): boolean {
  if (state === 'waiting' || state === 'running') return false;
  return lastRunAt !== null && Date.parse(lastRunAt) >= Date.parse(requestedAt);
}
