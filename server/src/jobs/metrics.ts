import { Gauge } from 'prom-client';
import { registry } from '../http/probes/metrics.ts';

/** Of a job, not `job`: Prometheus calls what it scrapes so. */
const labelNames = ['name'] as const;
const registers = [registry];

const succeeded = new Gauge({
  labelNames,
  registers,
  name: 'meterstone_job_last_success_timestamp_seconds',
  help: 'When a job last ended well, as far as this node knows; of several nodes the latest is true',
});
const failed = new Gauge({
  labelNames,
  registers,
  name: 'meterstone_job_last_failure_timestamp_seconds',
  help: 'When a job last failed, as far as this node knows; of several nodes the latest is true',
});
const lasted = new Gauge({
  labelNames,
  registers,
  name: 'meterstone_job_last_duration_seconds',
  help: 'How long a job took that this node ran last, whether it failed or not',
});

/** Shows what other nodes, or this one before it started, have left behind. */
export function showEarlierRun(run: { name: string; succeededAt: Date | null; failedAt: Date | null }): void {
  const { name, succeededAt, failedAt } = run;
  if (succeededAt) succeeded.set({ name }, succeededAt.getTime() / 1000);
  if (failedAt) failed.set({ name }, failedAt.getTime() / 1000);
}

export function showRun(run: { name: string; at: Date; durationMs: number; isFailure: boolean }): void {
  const { name, at, durationMs, isFailure } = run;
  (isFailure ? failed : succeeded).set({ name }, at.getTime() / 1000);
  lasted.set({ name }, durationMs / 1000);
}
