import { route, type Route } from '../../http/route.ts';
import type { IdentityContext } from '../context.ts';
import { CloseBody, Closed, Closing } from '../contract.ts';
import { requireUser } from '../profile/service.ts';
import { readDevice } from '../sign-in/device-cookie.ts';
import { closeOwnAccount, tellClosing } from './service.ts';

const tag = 'Identity';

export const closingRoutes: Route<IdentityContext>[] = [
  route({
    method: 'get',
    path: '/auth/closing',
    summary: 'What closing one’s account would end, and what would stay',
    tag,
    policy: { people: 'user' },
    output: Closing,
    statuses: [200],
    run: async (ctx, { principal }) => ({ data: await tellClosing(ctx, requireUser(principal)) }),
  }),
  route({
    method: 'post',
    path: '/auth/closing',
    summary: 'Close one’s account for good',
    description:
      'Asks for the password and the address once more. Everything that can be used ends with it, the session that ' +
      'asks too: a repeated request is refused as unauthenticated, saying that the account is closed, and refreshing ' +
      'or signing in with the right password as `account_closed`. The address can be registered again.',
    tag,
    policy: { people: 'user' },
    body: CloseBody,
    output: Closed,
    statuses: [200],
    errors: ['account_closed', 'conflict', 'last_admin', 'order_under_way', 'overloaded', 'rate_limited'],
    idempotent: false,
    bodyLimit: 10_000,
    run: async (ctx, { principal, body, ip, header, requestId }) => {
      const closedAt = await closeOwnAccount(ctx, requireUser(principal), {
        ...body,
        ip,
        requestId,
        deviceOf: (user) => readDevice(ctx.config, header, user),
      });
      // The cookie stays, and opens nothing: by it each tab that asks is told what became of the account.
      return { data: { closedAt: closedAt.toISOString() } };
    },
  }),
];
