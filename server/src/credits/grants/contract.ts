import { z } from 'zod';
import { AccountRef, Amount, Count, Flag, Id, Instant, Reason } from '../../http/contract.ts';

/** What admins and host applications give. */

const Priority = z.int().min(0).max(100).meta({
  description: 'Lower ones burn first; without it 50. Daily allowances have 10, credits of plans 30',
});

export const GrantBody = z.strictObject({
  accountId: AccountRef,
  amount: Amount,
  reason: Reason,
  expiresAt: Instant.optional().meta({ description: 'Left out: never' }),
  priority: Priority.optional(),
});

export const CreditGrant = z
  .object({
    lotId: Id,
    transactionId: Id,
    amount: Count,
    balance: Count.meta({ description: 'What can be spent now; a grant pays debts first' }),
    replayed: z.boolean(),
  })
  .meta({ id: 'CreditGrant' });
export type CreditGrant = z.infer<typeof CreditGrant>;

export const ImportQuery = z.strictObject({
  preview: Flag.optional().meta({ description: 'Tells what each row would do, and changes nothing' }),
});

export const importColumns = ['accountId', 'amount', 'reason', 'expiresAt'] as const;

/** The file as it is. */
export const ImportBody = z.string().meta({
  description:
    'CSV in UTF-8 with the header `accountId,amount,reason,expiresAt`; an account by our id or `ext:` and yours. ' +
    '`expiresAt` is a time, a day for all of that day in UTC, or empty for credits that stay',
  examples: ['accountId,amount,reason,expiresAt\r\next:customer-42,500,Welcome,\r\n'],
});

const PlannedGrant = z
  .object({
    account: z
      .object({ id: Id, name: z.string(), email: z.string().nullable(), externalId: z.string().nullable() })
      .optional()
      .meta({ description: 'Told to admins, and to keys with the scope accounts:read' }),
    amount: Count,
  })
  .meta({ id: 'PlannedCreditGrant' });
export type PlannedGrant = z.infer<typeof PlannedGrant>;

export const ImportResult = z
  .object({
    row: z.int().meta({ description: 'As a spreadsheet numbers it: the header is 1' }),
    status: z.enum(['ready', 'granted', 'replayed', 'rejected']),
    code: z.string().optional().meta({ description: 'Why it was rejected, as the single grant would be' }),
    detail: z.string().optional(),
    grant: PlannedGrant.optional().meta({
      description: 'Of a row that is ready: what it would give to whom',
    }),
    fields: z.array(z.enum(importColumns)).optional().meta({ description: 'The cells that are not valid' }),
  })
  .meta({ id: 'CreditImportResult' });
export type ImportResult = z.infer<typeof ImportResult>;

export const ImportResults = z.object({ results: z.array(ImportResult) });
