import { z } from 'zod';
import { Count, Id, Instant } from '../../http/contract.ts';

/** Where accounts stand with their credits. */

export const LotSource = z.enum(['subscription', 'purchase', 'admin', 'bonus', 'daily', 'refund']);

/** What of a movement went through one lot. */
export const LotPart = z.object({ lotId: Id, amount: Count });
export type LotPart = z.infer<typeof LotPart>;

/** Which way a movement went; amounts are positive. */
export const TransactionType = z.enum([
  'grant',
  'consume',
  'return',
  'expire',
  'revoke',
  'debt_repaid',
  'reinstate',
  'debt_waived',
  'write_off',
]);
export type TransactionType = z.infer<typeof TransactionType>;

/** The three numbers of an account; none is ever below zero. */
export const Standing = z.object({
  balance: Count.meta({ description: 'What can be spent now' }),
  held: Count.meta({ description: 'What holds have taken, beside the balance' }),
  debt: Count.meta({ description: 'Owed for credits that were taken back after they had been spent' }),
});
export type Standing = z.infer<typeof Standing>;

export const Lot = z
  .object({
    id: Id,
    source: LotSource,
    amount: Count.meta({ description: 'What it came with' }),
    remaining: Count.meta({ description: 'What is left, what is held of it included' }),
    held: Count,
    owed: Count.meta({ description: 'What the account owes of it' }),
    priority: z.int().meta({ description: 'Lower ones burn first' }),
    expiresAt: Instant.nullable().meta({ description: 'Null: never' }),
    createdAt: Instant,
  })
  .meta({ id: 'CreditLot' });
export type Lot = z.infer<typeof Lot>;

const Daily = z.object({ allowance: Count, remaining: Count, resetsAt: Instant });

export const Balance = Standing.extend({
  expiringSoon: z
    .array(z.object({ amount: Count, expiresAt: Instant }))
    .meta({ description: 'What can be spent and ends within 7 days, soonest first' }),
  daily: Daily.nullable().meta({ description: 'The allowance of the day; null where there is none' }),
  lots: z.array(Lot).meta({ description: 'In the order in which they burn; at most 1,000' }),
  lotsTotal: Count.meta({ description: 'How many there are' }),
}).meta({ id: 'CreditBalance' });
export type Balance = z.infer<typeof Balance>;

/** Socket event `credits:updated`: the numbers as they are, and what moved them last. */
export const CreditsUpdated = Standing.extend({
  accountId: Id,
  version: z.int().meta({ description: 'Of two events of one account, the greater one is the later' }),
  lastTransaction: z
    .object({ id: Id, type: TransactionType })
    .nullable()
    .meta({ description: 'The newest line of the ledger; a hold writes none' }),
});
export type CreditsUpdated = z.infer<typeof CreditsUpdated>;

/** An account with what it has, for admins. */
export const CreditAccount = Standing.extend({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  externalId: z.string().nullable(),
}).meta({ id: 'CreditAccount' });
export type CreditAccount = z.infer<typeof CreditAccount>;
