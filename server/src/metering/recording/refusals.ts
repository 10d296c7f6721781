import { maxClockSkewMinutes, maxUsageAgeDays } from '../../bounds.ts';
import { AppError, invalidField } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import type { PassedCap } from '../states/contract.ts';
import { insufficientCredits, lackOf, quotaExceeded } from '../states/refusals.ts';
import type { Refusal } from './contract.ts';
import { stateOf, type UsageOutcome } from './usage.ts';

/** The refusal that the outcome's code stands for. */
export function toRefusal(
  ctx: MeteringContext,
  event: { featureCode: string; amount: number },
  outcome: UsageOutcome,
): AppError {
  switch (outcome.code) {
    case 'quota_exceeded':
      return quotaExceeded(ctx, event.featureCode, stateOf(outcome), {
        required: event.amount,
        retryAt: outcome.retryAt,
        cap: capOf(outcome),
      });
    case 'insufficient_credits':
      return insufficientCredits(outcome.availableCredits, outcome.paidCredits);
    case 'feature_unknown':
      return new AppError('feature_unknown', { detail: `There is no feature ${event.featureCode}` });
    case 'feature_not_in_plan':
      return new AppError('feature_not_in_plan', {
        detail: `The plan does not include ${event.featureCode}`,
      });
    case 'idempotency_mismatch':
      return new AppError('idempotency_mismatch');
    case 'feature_not_metered':
      return invalidField('featureCode', `${event.featureCode} is on or off; there is nothing to count`);
    case 'occurred_at_too_old':
      return invalidField('occurredAt', `This is more than ${maxUsageAgeDays} days ago`);
    case 'occurred_at_in_future':
      return invalidField(
        'occurredAt',
        `This is more than ${maxClockSkewMinutes} minutes ahead of the server`,
      );
    case 'counter_full':
      return invalidField('amount', 'The counter of this period would pass 2^53 - 1');
    default:
      throw new Error(`Postgres rejected a use for an unknown reason: ${outcome.code}`);
  }
}

function capOf({ paidCredits, availableCredits }: UsageOutcome): PassedCap | undefined {
  return paidCredits > 0 ? { left: availableCredits, required: paidCredits } : undefined;
}

/** What one event of many is told of its refusal. */
export function tellRefusal(refusal: AppError): Refusal {
  const fields = refusal.errors?.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return { code: refusal.code, detail: fields?.join('; ') ?? refusal.message, ...lackOf(refusal) };
}
