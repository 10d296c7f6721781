import { IdParams } from '../../http/contract.ts';
import { oneKey } from '../../http/idempotency.ts';
import { route, type Route } from '../../http/route.ts';
import { creditsTag, creditWriters } from '../access.ts';
import type { CreditsContext } from '../context.ts';
import { creditsProblem, spendingErrors } from '../uses/refusals.ts';
import * as contract from './contract.ts';
import { commitReservation, releaseReservation, reserveCredits } from './service.ts';

export const reservationRoutes: Route<CreditsContext>[] = [
  route({
    method: 'post',
    path: '/credits/reservations',
    summary: 'Hold credits before long work',
    description:
      'By an action, at the price of the moment, or by an amount. What is held does not expire meanwhile.',
    tag: creditsTag,
    policy: creditWriters,
    body: contract.ReserveBody,
    documentedBody: contract.DocumentedReserveBody,
    output: contract.Reservation,
    statuses: [201, 200],
    errors: spendingErrors,
    problemMembers: creditsProblem,
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, body, idempotencyKey }) => {
      const key = oneKey(idempotencyKey, body.idempotencyKey);
      const data = await reserveCredits(ctx, principal, { ...body, idempotencyKey: key });
      return { data, status: data.replayed ? 200 : 201 };
    },
  }),
  route({
    method: 'post',
    path: '/credits/reservations/:id/commit',
    summary: 'Spend what was held',
    description: 'Less than was held frees the rest; more is judged as a new use.',
    tag: creditsTag,
    policy: creditWriters,
    params: IdParams,
    body: contract.CommitBody,
    output: contract.Reservation,
    statuses: [200],
    errors: ['not_found', 'reservation_closed', 'insufficient_credits', 'overloaded'],
    problemMembers: creditsProblem,
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, params, body, idempotencyKey }) => ({
      data: await commitReservation(ctx, principal, { ...body, ...params, idempotencyKey }),
    }),
  }),
  route({
    method: 'post',
    path: '/credits/reservations/:id/release',
    summary: 'Free what was held',
    tag: creditsTag,
    policy: creditWriters,
    params: IdParams,
    body: contract.ReleaseBody,
    output: contract.Reservation,
    statuses: [200],
    errors: ['not_found', 'reservation_closed', 'overloaded'],
    idempotent: true,
    run: async (ctx: CreditsContext, { principal, params, body, idempotencyKey }) => ({
      data: await releaseReservation(ctx, principal, { ...body, ...params, idempotencyKey }),
    }),
  }),
];
