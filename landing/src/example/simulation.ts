import type { AlertLevel } from '@meterstone/server/contract/metering/alerts';

/** The example account of the first screen: a writer's day against real quotas, told by counting. */

export interface Quotas {
  articles: number;
  publications: number;
  tokens: number;
}

/** Where the plans on sale have no such quotas. */
export const usualQuotas: Quotas = { articles: 100, publications: 50, tokens: 5_000_000 };

export interface Day {
  step: number;
  /** Articles written, and those being written. */
  used: number;
  reserved: number;
  published: number;
  tokens: number;
  /** Until the month of the account ends, which begins on the day it was opened. */
  daysLeft: number;
}

/** Of a quota alone: the example has no credits. */
export type Level = 'normal' | Exclude<AlertLevel, 'overage_started'>;

/** Where the page begins, also without JavaScript: somewhat past the half of everything. */
export function noonOf({ articles, publications, tokens }: Quotas): Day {
  const part = (share: number, quota: number) => Math.round(share * quota);
  return {
    step: 0,
    used: part(0.58, articles),
    reserved: part(0.06, articles),
    published: part(0.48, publications),
    tokens: part(0.41, tokens),
    daysLeft: 9,
  };
}

/** Articles begun at each step. */
const rhythm = [5, 3, 6, 2, 4];
/** Fewer where a month of full days would not stay within the quota. */
const mostTokensPerArticle = 1_600;
const daysInMonth = 30;
/** Steps for which a used-up quota is shown before the day ends. */
const restSteps = 3;

/** The next step: what was in use becomes used, the next articles begin; after a used-up day midnight comes. */
export function advance(day: Day, quotas: Quotas): Day {
  const step = day.step + 1;
  const tokensPerArticle = Math.min(
    mostTokensPerArticle,
    Math.floor(quotas.tokens / quotas.articles / (daysInMonth + 1)),
  );
  if (day.used >= quotas.articles) return day.step >= restSteps ? midnight(day) : { ...day, step };
  const used = day.used + day.reserved;
  const reserved = Math.min(rhythm[step % rhythm.length] ?? 0, quotas.articles - used);
  return {
    // Counted anew once the quota is used up, to know when to end the day.
    step: used >= quotas.articles ? 0 : step,
    used,
    reserved,
    published: Math.min(day.published + Math.floor(day.reserved / 2), quotas.publications),
    tokens: Math.min(day.tokens + day.reserved * tokensPerArticle, quotas.tokens),
    daysLeft: day.daysLeft,
  };
}

/**
 * The level that a share of a quota is at, as in the user center; a test compares it with the contract's, which needs
 * zod.
 */
export function levelOf(percent: number): Level {
  if (percent >= 100) return 'exhausted';
  if (percent >= 95) return 'critical';
  return percent >= 80 ? 'warning' : 'normal';
}

function midnight({ tokens, daysLeft }: Day): Day {
  const isMonthOver = daysLeft === 1;
  return {
    step: 0,
    used: 0,
    reserved: 4,
    published: 0,
    tokens: isMonthOver ? 0 : tokens,
    daysLeft: isMonthOver ? daysInMonth : daysLeft - 1,
  };
}
