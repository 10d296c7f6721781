import { z } from 'zod';
import { IdParams, OffsetPage } from '../../http/contract.ts';
import { oneKey } from '../../http/idempotency.ts';
import { route, type Route } from '../../http/route.ts';
import { usageReaders, usageTag, usageWriters } from '../access.ts';
import type { MeteringContext } from '../context.ts';
import { quotaProblem, usageErrors } from '../states/refusals.ts';
import * as contract from './contract.ts';
import { listReservations } from './list.ts';
import { commitReservation, releaseReservation, reserveUsage } from './service.ts';

export const reservationRoutes: Route<MeteringContext>[] = [
  route({
    method: 'get',
    path: '/usage/reservations',
    summary: 'Reservations, newest first',
    tag: usageTag,
    policy: usageReaders,
    query: contract.ReservationsQuery,
    output: z.array(contract.ListedReservation),
    page: OffsetPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx: MeteringContext, { principal, query }) => {
      const { reservations, total } = await listReservations(ctx, principal, query);
      return { data: reservations, page: { limit: query.limit, offset: query.offset, total } };
    },
  }),
  route({
    method: 'post',
    path: '/usage/reservations',
    summary: 'Reserve an amount before long work',
    tag: usageTag,
    policy: usageWriters,
    body: contract.ReserveBody,
    output: contract.Reservation,
    statuses: [201, 200],
    errors: usageErrors,
    problemMembers: quotaProblem,
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, body, idempotencyKey }) => {
      const key = oneKey(idempotencyKey, body.idempotencyKey);
      const data = await reserveUsage(ctx, principal, { ...body, idempotencyKey: key });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
  route({
    method: 'post',
    path: '/usage/reservations/:id/commit',
    summary: 'Turn a reservation into use',
    description: 'Less than was held frees the rest; more is judged as new use.',
    tag: usageTag,
    policy: usageWriters,
    params: IdParams,
    body: contract.CommitBody,
    output: contract.Reservation,
    statuses: [200],
    errors: ['not_found', 'reservation_closed', 'quota_exceeded', 'insufficient_credits', 'overloaded'],
    problemMembers: quotaProblem,
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, params, body, idempotencyKey }) => ({
      data: await commitReservation(ctx, principal, { ...body, ...params, idempotencyKey }),
    }),
  }),
  route({
    method: 'post',
    path: '/usage/reservations/:id/release',
    summary: 'Release a reservation',
    tag: usageTag,
    policy: usageWriters,
    params: IdParams,
    body: contract.ReleaseBody,
    output: contract.Reservation,
    statuses: [200],
    errors: ['not_found', 'reservation_closed', 'overloaded'],
    idempotent: true,
    run: async (ctx: MeteringContext, { principal, params, body, idempotencyKey }) => ({
      data: await releaseReservation(ctx, principal, { ...body, ...params, idempotencyKey }),
    }),
  }),
];
