import { z } from 'zod';
import { Count, Instant } from '../../http/contract.ts';

export const Job = z
  .object({
    name: z.string().meta({ description: 'Such as `forget_outbox`' }),
    state: z.enum(['never', 'waiting', 'running', 'ok', 'failed', 'interrupted']).meta({
      description:
        'Has never run; is due and waits for a free server; is under way; ended well; failed; ' +
        'began on a server that stopped before its end. The last two until it ends well',
    }),
    lastRunAt: Instant.nullable().meta({
      description: 'When it last began, also where that run is under way',
    }),
    nextRunAt: Instant.meta({
      description: 'By its clock, or earlier where it is to be tried again or somebody asked for it',
    }),
    lastDurationMs: Count.nullable().meta({ description: 'How long it took, of the run that ended last' }),
    lastError: z
      .string()
      .nullable()
      .meta({ description: 'Why it failed, until it ends well; without what looks like a secret' }),
    lastSuccessAt: Instant.nullable().meta({ description: 'When it last ended well' }),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

export const JobParams = z.strictObject({ name: z.string() });

export const JobRequested = z.object({
  name: z.string(),
  requestedAt: Instant.meta({
    description: 'The run that was asked for is one that began at this instant or later: see `lastRunAt`',
  }),
});
export type JobRequested = z.infer<typeof JobRequested>;
