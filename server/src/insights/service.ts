import type { Context } from '../base-context.ts';
import type { Database } from '../db/pool.ts';
import { invariant } from '../lib/invariant.ts';
import { selectFullestQuotas } from '../metering/service.ts';
import type { AdminOverview } from './contract.ts';
import {
  countAccounts,
  countAccountsByPlan,
  countAlerts,
  countUses,
  countUsesByDay,
  readClock,
  selectLatestAlerts,
  selectTopAccounts,
  selectTopFeatures,
} from './queries.ts';
import { shareReads } from './shared-read.ts';
import { createUseTally } from './use-tally.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const topLength = 5;
const latestAlerts = 10;
const fullestQuotas = 5;

export interface InsightsContext extends Context {
  /**
   * All accounts together, now and over 30 days. Each part is at most two seconds old, or ten times as long as
   * reading it takes, up to a minute; however many ask, a node reads it once.
   */
  readOverview: () => Promise<AdminOverview>;
}

/** Call once a node. The parts are apart by what they cost: a dear one does not make the cheap ones old. */
export function createOverview(db: Database): InsightsContext['readOverview'] {
  const tallyMinutes = createUseTally({ db, stepMs: minuteMs, steps: 60 });

  const live = shareReads(async () => {
    const at = await readClock(db);
    const thisMinute = Math.floor(at.getTime() / minuteMs) * minuteMs;
    const perMinute = await tallyMinutes({ last: thisMinute - minuteMs, until: new Date(thisMinute) });
    return {
      at: at.toISOString(),
      usesPerMinute: { perMinute, lastMinute: await countLastMinute(db, at) },
      alertsToday: await countAlerts(db, new Date(at.getTime() - dayMs)),
      latestAlerts: await selectLatestAlerts(db, latestAlerts),
    };
  });

  const accounts = shareReads(async () => {
    const counted = await countAccounts(db);
    invariant(counted, 'a count is one row');
    return { accounts: counted, plans: await countAccountsByPlan(db) };
  });

  const fullest = shareReads(() => selectFullestQuotas(db, fullestQuotas));

  const history = shareReads(async () => {
    const at = await readClock(db);
    const yesterday = new Date(at.getTime() - dayMs);
    const [usesByDay, topAccounts, topFeatures] = await Promise.all([
      countUsesByDay(db, { last: at, days: 30 }),
      selectTopAccounts(db, yesterday, topLength),
      selectTopFeatures(db, yesterday, topLength),
    ]);
    return { usesByDay, topAccounts, topFeatures };
  });

  return async () => {
    const [now, counts, quotas, past] = await Promise.all([live(), accounts(), fullest(), history()]);
    return { ...now, ...counts, fullestQuotas: quotas, ...past };
  };
}

async function countLastMinute(db: Database, at: Date): Promise<number> {
  const usesFrom = new Date(at.getTime() - minuteMs);
  const found = await countUses(db, { starts: [usesFrom], until: at, usesFrom });
  return found.reduce((sum, { uses, voided }) => sum + uses - voided, 0);
}
