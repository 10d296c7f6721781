import { z } from 'zod';
import { Translations } from '../../catalog/contract.ts';
import { AccountRef, Count, Id, Instant, OffsetQuery } from '../../http/contract.ts';

/**
 * That credits or a package end in 7, 3 or 1 days (`take_credit_notices`); also the socket event `credits:notice`, to
 * be told apart by `id`.
 */
export const CreditNotice = z
  .object({
    id: z.string(),
    accountId: Id,
    kind: z.enum(['lot', 'package']).meta({ description: 'Credits that end, or a package with its credits' }),
    refId: Id.meta({ description: 'The lot; of a package its last term' }),
    days: z.union([z.literal(7), z.literal(3), z.literal(1)]),
    packageId: Id.nullable(),
    packageName: Translations.nullable(),
    amount: Count.meta({ description: 'What was left of the credits when it was told' }),
    endsAt: Instant,
    createdAt: Instant,
  })
  .meta({ id: 'CreditNotice' });
export type CreditNotice = z.infer<typeof CreditNotice>;

export const NoticeQuery = OffsetQuery.extend({ accountId: AccountRef.optional() });
