import { z } from 'zod';
import { counterLimit, maxUsageAgeDays } from '../bounds.ts';

/** Shapes that every feature's contract shares. */

export const Id = z.uuid().meta({ description: 'UUIDv7' });
/** Postgres knows no year 0, and no offset from UTC of 16 hours or more. */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((text) => !/^0000|[+-](?:1[6-9]|2\d):\d\d$/.test(text), 'There is no such instant')
  .meta({ description: 'ISO 8601; sent in UTC' });
export const Count = z.int().min(0);
/** How much of something is used, held or given. */
export const Amount = z.int().min(1).max(counterLimit);

/** What a key is, in the header and in the body. */
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;
export const idempotencyKeyRule = 'Use 1 to 255 visible ASCII characters';

/** A key in the body, for requests that take one there as well as in the `Idempotency-Key` header. */
export const IdempotencyKey = z
  .string()
  .regex(idempotencyKeyPattern, idempotencyKeyRule)
  .meta({
    description: `Same key, same content: counted once, the first answer again. Kept at least ${maxUsageAgeDays} days`,
  });

export const IdParams = z.strictObject({ id: Id });

/** What a query about a span of time takes; `refuseBackward` belongs to it. */
export const span = {
  from: Instant.optional(),
  to: Instant.optional().meta({ description: 'Not included' }),
};

/** A span that ends before it begins is a mistake, not an empty list. */
export function refuseBackward(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  issues: z.RefinementCtx,
): void {
  if (from === undefined || to === undefined || Date.parse(from) <= Date.parse(to)) return;
  issues.addIssue({ code: 'custom', path: ['from'], message: 'Must not be after `to`' });
}

/** The steps of a series over time. */
export const Granularity = z.enum(['hour', 'day', 'month']);
export type Granularity = z.infer<typeof Granularity>;

/**
 * Text that Postgres keeps as it came, in jsonb too: no half of a surrogate pair, no control characters but line breaks
 * and tabs.
 */
export const Text = z
  .string()
  .trim()
  .regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\r\n])*$/u, 'Control characters are not allowed');
/** Text on one line. */
export const Line = Text.regex(/^[^\t\r\n]*$/, 'Line breaks are not allowed');
/** Why somebody does something, for whoever reads the history. */
export const Reason = Text.min(1).max(500);

/** Of an act that needs nothing but may say why it is done. */
export const ReasonBody = z.strictObject({ reason: Reason.optional() });

/** Query of a list that is paged by offset. */
export const OffsetQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

/** What a list takes that is paged by cursor. */
export const cursorPaging = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
};

/** Yes or no in a query. */
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const OffsetPage = z.object({ limit: Count, offset: Count, total: Count });
export const CursorPage = z.object({ limit: Count, nextCursor: z.string().nullable() });

const deepestJson = 32;

/**
 * Any JSON that we can keep as it is. Whoever walks it goes as deep as it nests, so there is a limit; a number past
 * 2^53 − 1 was rounded when it was parsed.
 */
export const Json = z
  .unknown()
  .refine((value) => nestsAtMost(value, deepestJson), {
    abort: true,
    message: `Nest at most ${deepestJson} deep`,
  })
  .refine(hasExactNumbers, 'Numbers must lie between -(2^53 - 1) and 2^53 - 1: send longer ones as text')
  .meta({ id: 'Json', description: `Any JSON, at most ${deepestJson} deep, with numbers up to 2^53 − 1` });

function nestsAtMost(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => nestsAtMost(inner, depth - 1));
}

function hasExactNumbers(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return typeof value !== 'object' || value === null || Object.values(value).every(hasExactNumbers);
}

const externalId = '1 to 200 visible ASCII characters, no spaces';

/** `ext:` and the host application's own id of an account. */
export const ExternalRef = z
  .string()
  .regex(/^ext:[\x21-\x7e]{1,200}$/, `Give ext: and your own id: ${externalId}`);

/** `:accountId`: our id, or `ext:` and the host application's own. */
export const AccountRef = z
  .string()
  .regex(
    /^(?:ext:[\x21-\x7e]{1,200}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
    `Give an account id, or ext: and your own id: ${externalId}`,
  );

export const AccountQuery = z.strictObject({ accountId: AccountRef.optional() });
