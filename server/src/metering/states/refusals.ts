import { z } from 'zod';
import { Count } from '../../http/contract.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { PassedCap, Quota } from './contract.ts';
import { unitOf } from './features.ts';
import { toQuota, type QuotaState } from './quota-state.ts';

/** What recording a use, or holding an amount for one, can be refused with. */
export const usageErrors = [
  'quota_exceeded',
  'insufficient_credits',
  'feature_not_in_plan',
  'feature_unknown',
  'idempotency_mismatch',
  'not_found',
  'overloaded',
] as const;

/**
 * The quota that is used up, as it stands, and the limit of the owner where that refuses; the credits there are, and
 * what the part beyond the quota would take.
 */
export const quotaProblem = {
  quota_exceeded: z.object({ quota: Quota, cap: PassedCap.optional() }),
  insufficient_credits: z.object({ balance: Count, required: Count }),
};

/** 429 with the numbers, and when the same request can succeed, if it can; `cap` where the owner's limit refuses. */
export function quotaExceeded(
  ctx: MeteringContext,
  featureCode: string,
  state: QuotaState,
  { retryAt, cap }: { retryAt: string | null; cap: PassedCap | undefined },
): AppError {
  const unit = unitOf(ctx, featureCode);
  const secondsLeft = retryAt && Math.max(1, Math.ceil((Date.parse(retryAt) - Date.now()) / 1000));
  return new AppError('quota_exceeded', {
    detail: cap
      ? `The part beyond the quota costs ${cap.required} credits; the limit of the period leaves ${cap.left}`
      : `${state.used} of ${state.quota} used${state.reserved > 0 ? ` and ${state.reserved} held` : ''}`,
    meta: { quota: toQuota(featureCode, unit, state), ...(cap ? { cap } : {}) },
    ...(secondsLeft ? { retryAfterSeconds: secondsLeft } : {}),
  });
}

/** 402 with what there is, and what the part beyond the quota would take. */
export function insufficientCredits(balance: number, required: number): AppError {
  return new AppError('insufficient_credits', {
    detail: `The part beyond the quota costs ${required} credits; there are ${balance}`,
    meta: { balance, required },
  });
}

const Capped = z.object({ cap: PassedCap.optional() });

/** The limit of the owner that a refusal tells of, if it does. */
export function passedCapOf({ meta }: AppError): PassedCap | undefined {
  return Capped.parse(meta ?? {}).cap;
}
