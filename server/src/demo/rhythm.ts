import type { Habit, Story } from './cast.ts';
import type { Random } from './random.ts';

/** One day of an account's calendar; instants in milliseconds since 1970. */
export interface Day {
  startMs: number;
  endMs: number;
  /** Start of the monthly period that the day lies in. */
  monthStartMs: number;
  /** 1 is Monday. */
  weekday: number;
}

/** One use, as record_feature_usage.sql takes it. */
export interface Use {
  featureCode: string;
  amount: number;
  occurredAt: string;
  metadata?: Record<string, string>;
}

/** A quota of the plan that the uses must fit in; -1 is unlimited. */
export interface Room {
  quota: number;
  resetPeriod: 'daily' | 'monthly' | 'never';
}

const hourMs = 3_600_000;

/** Share of each local hour; none is quite empty, so that there is a time for every use at any hour of the day. */
const hoursOf: Record<Story['hours'], readonly number[]> = {
  office: [1, 1, 1, 1, 1, 2, 4, 10, 40, 70, 75, 60, 30, 55, 75, 70, 60, 40, 20, 12, 10, 8, 4, 2],
  evening: [6, 3, 1, 1, 1, 1, 3, 8, 12, 12, 12, 14, 18, 14, 12, 12, 14, 18, 30, 60, 75, 70, 45, 18],
  around_the_clock: [
    16, 12, 10, 10, 12, 18, 26, 36, 50, 58, 60, 56, 50, 54, 58, 58, 52, 46, 40, 36, 32, 28, 24, 20,
  ],
};

/** Use at the beginning of a story, as a share of what it has grown to. */
const startShare = 0.55;

/** What host applications send along, by feature: names that read alike in every language. */
const details: Record<string, { name: string; values: readonly string[] }> = {
  articles_per_day: {
    name: 'site',
    values: ['blog.example', 'news.example', 'shop.example', 'docs.example'],
  },
  publish_per_day: { name: 'channel', values: ['WordPress', 'Ghost', 'WeChat', 'LinkedIn'] },
  llm_tokens: { name: 'model', values: ['scribe-large', 'scribe-large', 'scribe-small'] },
};

interface Outline {
  habit: Habit;
  room: Room;
  story: Pick<Story, 'hours' | 'weekendShare'>;
  /** Consecutive; the last one is today where the story goes on until now. */
  days: readonly Day[];
  nowMs: number;
  random: Random;
}

interface Draft {
  atMs: number;
  /** Start of the quota's period. */
  periodMs: number;
  weight: number;
}

/**
 * Uses of one feature over some days: more on working days and towards the end, at the hours of the story. The
 * period under way adds up to exactly `habit.now`; no other one passes the quota.
 */
export function inventUses(outline: Outline): Use[] {
  const { habit, room, days, nowMs, random } = outline;
  const detail = details[habit.featureCode];
  const byPeriod = Map.groupBy(
    days.flatMap((day, index) => draftDay(outline, day, (index + 1) / days.length)),
    (draft) => draft.periodMs,
  );
  const last = days.at(-1);
  const isUnderWay = last !== undefined && last.endMs > nowMs;
  const currentMs = last && periodOf(room, last);

  return [...byPeriod].flatMap(([periodMs, drafts]) => {
    const weights = drafts.map((draft) => draft.weight);
    const wanted = Math.round(weights.reduce((sum, weight) => sum + weight, 0));
    const most = room.quota === -1 ? wanted : Math.min(wanted, room.quota);
    const amounts = share(isUnderWay && periodMs === currentMs ? habit.now : most, weights);
    return drafts.flatMap(({ atMs }, index) => {
      const amount = amounts[index] ?? 0;
      if (amount === 0) return [];
      const use: Use = { featureCode: habit.featureCode, amount, occurredAt: new Date(atMs).toISOString() };
      const value = detail?.values[Math.floor(random() * detail.values.length)];
      return [detail && value ? { ...use, metadata: { [detail.name]: value } } : use];
    });
  });
}

function periodOf({ resetPeriod }: Room, day: Day): number {
  return resetPeriod === 'daily' ? day.startMs : day.monthStartMs;
}

/** The uses of one day, `progress` of the way through the story; today has some whatever the weekday. */
function draftDay({ habit, room, story, nowMs, random }: Outline, day: Day, progress: number): Draft[] {
  const isToday = day.endMs > nowMs;
  const growth = startShare + (1 - startShare) * progress;
  const rhythm = day.weekday > 5 ? story.weekendShare : 1;
  const mood = growth * rhythm * (0.75 + 0.5 * random());
  const count = Math.max(isToday ? 2 : 0, Math.round(habit.uses * Math.min(1, mood + 0.3 * random())));
  return Array.from({ length: count }, () => ({
    atMs: momentOf(day, Math.min(day.endMs, nowMs), hoursOf[story.hours], random),
    periodMs: periodOf(room, day),
    weight: ((habit.perDay * mood) / count) * (0.4 + 1.2 * random()),
  }));
}

/** A moment of the day before `untilMs`, likelier in busy hours. */
function momentOf(day: Day, untilMs: number, hours: readonly number[], random: Random): number {
  const spans = hours.map((weight, hour) => {
    const startMs = day.startMs + hour * hourMs;
    const lengthMs = Math.max(0, Math.min(hourMs, untilMs - startMs));
    return { startMs, lengthMs, weight: (weight * lengthMs) / hourMs };
  });
  let left = random() * spans.reduce((sum, span) => sum + span.weight, 0);
  for (const { startMs, lengthMs, weight } of spans) {
    if (left < weight) return Math.floor(startMs + (left / weight) * lengthMs);
    left -= weight;
  }
  return day.startMs;
}

/** Splits a whole total in the ratio of the weights, to whole numbers that add up to it. */
function share(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((before, weight) => before + weight, 0);
  let seen = 0;
  let given = 0;
  return weights.map((weight) => {
    seen += weight;
    const due = Math.round((seen / sum) * total);
    const amount = due - given;
    given = due;
    return amount;
  });
}
