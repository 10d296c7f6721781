import { z } from 'zod';
import { Count } from '../../http/contract.ts';
import { counted } from '../../http/counted.ts';
import { AppError } from '../../lib/app-error.ts';
import type { UseOutcome } from './use.ts';

/** What spending credits, or holding them, can be refused with. */
export const spendingErrors = [
  'insufficient_credits',
  'action_unknown',
  'idempotency_mismatch',
  'not_found',
  'account_unknown',
  'overloaded',
] as const;

/** What there is, and what it would take. */
export const creditsProblem = { insufficient_credits: z.object({ balance: Count, required: Count }) };

/** The refusal that the outcome's code stands for. */
export function toRefusal({ code, amount, available }: Extract<UseOutcome, { code: string }>): AppError {
  switch (code) {
    case 'insufficient_credits':
      return new AppError('insufficient_credits', {
        detail: `It takes ${counted(amount, 'credit')}, and ${available} can be spent`,
        meta: { balance: available, required: amount },
      });
    case 'action_unknown':
    case 'idempotency_mismatch':
    case 'account_unknown':
      return new AppError(code);
    default:
      throw new Error(`Postgres rejected a use of credits for an unknown reason: ${code}`);
  }
}
