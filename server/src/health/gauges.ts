import { Gauge } from 'prom-client';
import type { Database } from '../db/pool.ts';
import { registry } from '../http/probes/metrics.ts';
import { countFindings, selectLastFullAt } from './queries.ts';

/**
 * Shows what the report says: `meterstone_health_findings` by check, and how old it is. Read when somebody asks, as it
 * may be another node that looked; while the database is away, nothing is shown. Returns how to end that.
 */
export function showHealthGauges(db: Database): () => void {
  const findings = 'meterstone_health_findings';
  const age = 'meterstone_health_report_age_seconds';
  const forget = () => {
    for (const name of [findings, age]) registry.removeSingleMetric(name);
  };
  // Of several nodes in one process, which only tests have, the last one shows.
  forget();
  new Gauge({
    name: findings,
    help: 'What is known to be wrong, by check: see the health report',
    labelNames: ['check'],
    registers: [registry],
    async collect() {
      this.reset();
      const counts = await countFindings(db).catch(() => []);
      for (const count of counts) this.set({ check: count.check }, count.findings);
    },
  });
  new Gauge({
    name: age,
    help: 'Since the last look at all accounts that came to its end began; missing before the first',
    registers: [registry],
    async collect() {
      this.remove();
      const at = await selectLastFullAt(db).catch(() => undefined);
      if (at) this.set((Date.now() - at.getTime()) / 1_000);
    },
  });
  return forget;
}
