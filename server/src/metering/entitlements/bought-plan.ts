import { isoInstant } from '../../lib/instants.ts';
import type { BoughtPlan } from './contract.ts';

/** One time of a plan that was paid for; null ends never. Instants are as Postgres writes them in JSON. */
export type PaidTime = Omit<BoughtPlan, 'next' | 'until' | 'thenCode'> & { startsAt: string };

/**
 * What was paid for, in the order of its times: the plan that comes first, and what follows it; null where nothing was.
 * Of one plan, times that follow each other are one.
 */
export function boughtOf(times: readonly PaidTime[], defaultCode: string | null): BoughtPlan | null {
  const spans: PaidTime[] = [];
  for (const time of times) {
    const last = spans.at(-1);
    if (last?.planCode === time.planCode && last.endsAt === time.startsAt) {
      spans[spans.length - 1] = { ...last, endsAt: time.endsAt };
    } else {
      spans.push(time);
    }
  }
  const [first, ...rest] = spans;
  if (!first) return null;
  const { planCode, name, interval, isInForce, currency, orderId, orderNumber } = first;
  const until = isoInstant(spans.at(-1)?.endsAt ?? null);
  return {
    ...{ planCode, name, interval, isInForce, currency, orderId, orderNumber },
    endsAt: isoInstant(first.endsAt),
    next: rest.map((time) => ({
      planCode: time.planCode,
      name: time.name,
      startsAt: new Date(time.startsAt).toISOString(),
      endsAt: isoInstant(time.endsAt),
    })),
    until,
    thenCode: until === null ? null : defaultCode,
  };
}
