import { findPlanByCode, listPlanFeatures } from '../catalog/service.ts';
import type { Tx } from '../db/transaction.ts';
import { invariant } from '../lib/invariant.ts';
import type { Chapter, Story } from './cast.ts';
import { backdate, dateAlerts, givePlanAt, readDays, recordBatches, type Batch } from './queries.ts';
import { randomFrom } from './random.ts';
import { inventUses, type Room, type Use } from './rhythm.ts';

const hourMs = 3_600_000;

/** An account that has just been made, what it lives through, and what makes its story its own. */
export interface Subject {
  accountId: string;
  story: Story;
  /** The same seed gives the same story. */
  seed: string;
}

/**
 * Lives an account's story from its beginning until `now`, by the functions that real use goes through: plans come
 * at their time, uses are recorded hour by hour, alerts are raised by them. Every use must be accepted.
 */
export async function liveStory(tx: Tx, { accountId, story, seed }: Subject, now: Date): Promise<void> {
  const random = randomFrom(seed);
  const anchorDaysAgo = story.chapters[0]?.daysAgo ?? 0;
  for (const [index, chapter] of story.chapters.entries()) {
    const untilDaysAgo = story.chapters[index + 1]?.daysAgo ?? 0;
    const span = { timeZone: story.timeZone, now, fromDaysAgo: chapter.daysAgo, untilDaysAgo, anchorDaysAgo };
    const days = await readDays(tx, span);
    const [first] = days;
    invariant(first, 'a chapter has days');
    const rooms = await startPlan(tx, accountId, chapter, new Date(first.startMs));
    if (index === 0) await backdate(tx, accountId, new Date(first.startMs));

    const uses = chapter.habits.flatMap((habit) => {
      const room = rooms.get(habit.featureCode);
      invariant(room, `the plan ${chapter.planCode} has ${habit.featureCode}`);
      return inventUses({ habit, room, story, days, nowMs: now.getTime(), random });
    });
    const refused = await recordBatches(tx, accountId, byHour(uses, now));
    invariant(refused === 0, `${refused} uses of ${seed} did not fit their quotas`);
  }
  await dateAlerts(tx, accountId, now);
}

async function startPlan(
  tx: Tx,
  accountId: string,
  { planCode }: Chapter,
  at: Date,
): Promise<ReadonlyMap<string, Room>> {
  const plan = await findPlanByCode(tx, planCode);
  invariant(plan, `there is a plan ${planCode}`);
  await givePlanAt(tx, accountId, plan.currentVersionId, at);
  const offers = await listPlanFeatures(tx, plan.currentVersionId);
  return new Map(
    offers.flatMap(({ code, quota, resetPeriod }) =>
      quota === null || resetPeriod === null ? [] : [[code, { quota, resetPeriod }] as const],
    ),
  );
}

/** What a host application's queue would have sent at the end of each hour, oldest first. */
function byHour(uses: readonly Use[], now: Date): Batch[] {
  const sorted = uses.toSorted((a, b) => a.occurredAt.localeCompare(b.occurredAt));
  const hours = Map.groupBy(sorted, (use) => Math.floor(Date.parse(use.occurredAt) / hourMs));
  return [...hours].map(([hour, events]) => ({
    now: new Date(Math.min((hour + 1) * hourMs, now.getTime())).toISOString(),
    events,
  }));
}
