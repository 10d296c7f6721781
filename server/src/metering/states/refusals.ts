import { z } from 'zod';
import { Count } from '../../http/contract.ts';
import { counted } from '../../http/counted.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MeteringContext } from '../context.ts';
import { PassedCap, Quota, Shortage } from './contract.ts';
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
 * What was asked of the quota and what it has left, as it stands, and the limit of the owner where that refuses; the
 * credits there are, and what the part beyond the quota would take.
 */
export const quotaProblem = {
  quota_exceeded: z.object({ ...Shortage.shape, quota: Quota, cap: PassedCap.optional() }),
  insufficient_credits: z.object({ balance: Count, required: Count }),
};

interface Lack {
  required: number;
  /** What the quota had left for it; without it, what the state says. */
  left?: number;
  retryAt: string | null;
  cap: PassedCap | undefined;
}

/** 429 with the numbers, and when the same request can succeed, if it can; `cap` where the owner's limit refuses. */
export function quotaExceeded(
  ctx: MeteringContext,
  featureCode: string,
  state: QuotaState,
  { required, left, retryAt, cap }: Lack,
): AppError {
  const quota = toQuota(featureCode, unitOf(ctx, featureCode), state);
  const shortage = { required, left: left ?? quota.remaining };
  const own = shortage.left > quota.remaining ? ' with what is held for it' : '';
  const secondsLeft = retryAt && Math.max(1, Math.ceil((Date.parse(retryAt) - Date.now()) / 1000));
  return new AppError('quota_exceeded', {
    detail: cap
      ? `The part beyond the quota costs ${counted(cap.required, 'credit')}; the limit of the period leaves ${cap.left}`
      : `${required} asked, ${shortage.left} left${own}: ${standingOf(state)}`,
    meta: { ...shortage, quota, ...(cap ? { cap } : {}) },
    ...(secondsLeft ? { retryAfterSeconds: secondsLeft } : {}),
  });
}

/** The sum behind what is left: `95 of 100 used and 2 held`. */
function standingOf({ used, quota, reserved, overage }: QuotaState): string {
  const held = reserved > 0 ? ` and ${reserved} held` : '';
  return `${used} of ${quota} used${held}${overage > 0 ? `, ${overage} of them paid with credits` : ''}`;
}

/** 402 with what there is, and what the part beyond the quota would take. */
export function insufficientCredits(balance: number, required: number): AppError {
  return new AppError('insufficient_credits', {
    detail: `The part beyond the quota costs ${counted(required, 'credit')}; there are ${balance}`,
    meta: { balance, required },
  });
}

const Told = z.object({ ...Shortage.partial().shape, cap: PassedCap.optional() });

/** The numbers that a refusal for lack of quota tells; nothing of another one. */
export function lackOf({ code, meta }: AppError): z.infer<typeof Told> {
  return code === 'quota_exceeded' ? Told.parse(meta ?? {}) : {};
}
