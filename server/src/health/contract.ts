import { z } from 'zod';
import { Count, Id, Instant } from '../http/contract.ts';

/** What is looked at, in the order of the report. */
export const HealthCheck = z.enum([
  'balances',
  'ledger',
  'packages',
  'orders',
  'providers',
  'configuration',
  'anomalies',
]);
export type HealthCheck = z.infer<typeof HealthCheck>;

/** One time that somebody or something looked. */
export const HealthRun = z
  .object({
    id: Id,
    kind: z.enum(['full', 'recent']).meta({ description: 'All accounts, or those that have moved' }),
    startedAt: Instant,
    finishedAt: Instant.nullable().meta({ description: 'Null while it is under way' }),
    accounts: Count.meta({ description: 'Looked at so far' }),
    error: z.string().nullable().meta({ description: 'Why it did not come to its end' }),
  })
  .meta({ id: 'HealthRun' });
export type HealthRun = z.infer<typeof HealthRun>;

/** Safe repairs: each derives anew what follows from what is known, or does what was due. */
export const HealthRepair = z.enum([
  'rebuild_credits',
  'settle_credits',
  'recount_usage',
  'free_holds',
  'send_again',
  'settle_order',
  'end_order',
  'apply_answer',
  'ask_now',
  'replay_event',
]);

/** Which row it is, by the names of the API: a lot, the number of a line, an order and its payment … */
const Place = z.record(z.string(), z.union([z.string(), z.number()]));

/** Something that does not hold. */
export const HealthFinding = z
  .object({
    id: z.uuid().meta({ description: 'UUIDv8; the same whenever this is found again' }),
    check: HealthCheck,
    rule: z.string().meta({ description: 'What should hold, such as `balance = sum of lots`' }),
    accountId: Id.nullable(),
    accountName: z.string().nullable(),
    row: Place,
    found: z.string().nullable(),
    expected: z.string().nullable(),
    relation: z
      .enum(['=', '≤', '≥', '>'])
      .meta({ description: 'How what was found should stand to what was expected' }),
    repair: HealthRepair.nullable().meta({ description: 'Null: somebody must decide' }),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    repairedAt: Instant.nullable(),
  })
  .meta({ id: 'HealthFinding' });
export type HealthFinding = z.infer<typeof HealthFinding>;

/** Advice on how it is set up; no finding. */
export const HealthNotice = z.object({ rule: z.string(), row: Place });
export type HealthNotice = z.infer<typeof HealthNotice>;

/** How many findings a report shows. */
export const mostFindings = 500;

/** What is known to be wrong, and how it is known. */
export const HealthReport = z
  .object({
    status: z
      .enum(['sound', 'findings', 'unknown'])
      .meta({ description: '`unknown` until all has been looked at once' }),
    checks: z.array(z.object({ check: HealthCheck, findings: Count })).length(HealthCheck.options.length),
    findings: z
      .array(HealthFinding)
      .max(mostFindings)
      .meta({
        description: `By check, those seen first first; where there are very many, the first ${mostFindings}`,
      }),
    notices: z.array(HealthNotice),
    lastFull: HealthRun.nullable().meta({ description: 'The last one that ended, whether well or not' }),
    lastLook: HealthRun.nullable().meta({ description: 'The last one of either kind that ended well' }),
    underWay: HealthRun.nullable().meta({ description: 'The look at all accounts that is under way' }),
  })
  .meta({ id: 'HealthReport' });
export type HealthReport = z.infer<typeof HealthReport>;

export const RepairBody = z.strictObject({ findingId: z.uuid() });
export type RepairBody = z.infer<typeof RepairBody>;
