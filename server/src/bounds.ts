/** The bounds of the engine, as contracts and messages tell them. Postgres keeps them, by the functions named here. */

/** The most that a counter, a quota or a balance holds (`counter_limit`): up to it, JSON's numbers are exact. */
export const counterLimit = Number.MAX_SAFE_INTEGER;

/**
 * How long ago a use may have happened when it is told (`max_usage_age`). Keys of uses, and of all other requests, are
 * remembered as long at least.
 */
export const maxUsageAgeDays = 35;

/** How far ahead of ours a caller's clock may be (`max_clock_skew`). */
export const maxClockSkewMinutes = 5;

/** How long a period that is over still takes uses that happened in it (`usage_grace`). */
export const usageGraceHours = 24;
