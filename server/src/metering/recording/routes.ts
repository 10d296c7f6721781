import { oneKey } from '../../http/idempotency.ts';
import { route, type Route } from '../../http/route.ts';
import { usageTag, usageWriters } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import { quotaProblem, usageErrors } from '../states/refusals.ts';
import * as contract from './contract.ts';
import { recordBatch } from './record-batch.ts';
import { recordUsage } from './record-usage.ts';

export const recordingRoutes: Route<MeteringContext>[] = [
  route({
    method: 'post',
    path: '/usage/record',
    isHot: true,
    summary: 'Record a use',
    description: 'Durable and charged before the answer. 201 when recorded, 200 when replayed.',
    tag: usageTag,
    policy: usageWriters,
    body: contract.UsageEvent,
    output: contract.Recorded,
    statuses: [201, 200],
    errors: usageErrors,
    problemMembers: quotaProblem,
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, body, idempotencyKey }) => {
      const key = oneKey(idempotencyKey, body.idempotencyKey);
      const data = await recordUsage(ctx, principal, { ...body, idempotencyKey: key });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
  route({
    method: 'post',
    path: '/usage/record/batch',
    isHot: true,
    summary: 'Record up to 1,000 uses',
    description:
      'Each event is judged for itself and in order; a bad one is rejected alone. An `Idempotency-Key` header stands ' +
      'for the whole call: again, it answers what became of each event at first and counts none twice; with other ' +
      'events it is a mismatch. Where nothing was recorded, or some event could not be judged (`unavailable`), ' +
      'events that were not recorded are judged anew. Events may have keys of their own beside it. Only where none ' +
      'could be judged is the answer 503.',
    tag: usageTag,
    policy: usageWriters,
    body: contract.RecordBatchBody,
    documentedBody: contract.DocumentedBatchBody,
    bodyLimit: 5_000_000,
    output: contract.RecordedBatch,
    statuses: [200],
    errors: ['overloaded'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, body, idempotencyKey }) => ({
      data: await recordBatch(ctx, principal, { ...body, idempotencyKey }),
    }),
  }),
];
