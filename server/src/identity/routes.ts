import { z } from 'zod';
import type { Config } from '../config.ts';
import { AccountRef, IdParams, OffsetPage, ReasonBody } from '../http/contract.ts';
import { route, type Reply, type Route } from '../http/route.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys/service.ts';
import { closingRoutes } from './closing/routes.ts';
import {
  ApiKey,
  ApiKeyParams,
  ApiKeyQuery,
  AuditEntry,
  AuditQuery,
  ChangePasswordBody,
  CreateApiKeyBody,
  CreatedApiKey,
  LoginBody,
  Me,
  NoBody,
  PasswordChanged,
  RegisterBody,
  Session,
  SessionsEnded,
  SignedIn,
  SignedOut,
  UpdateMeBody,
  View,
  ViewBody,
} from './contract.ts';
import { changePassword, getMe, requireUser, updateMe } from './profile/service.ts';
import { listAudit, resolveAccount, type IdentityContext } from './service.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from './sessions/own-sessions.ts';
import { clearedRefreshCookie, readRefreshCookie, refreshCookie } from './sessions/refresh-cookie.ts';
import { refreshSession, signOut, type SignInResult } from './sessions/service.ts';
import { viewAccount } from './sessions/view.ts';
import { deviceCookie, readDevice } from './sign-in/device-cookie.ts';
import { login, register, type Arrival, type DeviceOf } from './sign-in/service.ts';

const tag = 'Identity';

/** Bytes: what signing in and the like need at most, as anybody may send it. */
const bodyLimit = 10_000;

/** Tokens are for the one who asked, not for caches. */
const noStore = { 'Cache-Control': 'no-store' };

function signedInReply(config: Config, { signedIn, refresh }: SignInResult): Reply<SignedIn> {
  return { data: signedIn, headers: { ...noStore, 'Set-Cookie': refreshCookie(config, refresh) } };
}

/** Of a sign-in by what the person knows: the device is a known one from now on. */
function arrivedReply(config: Config, result: Arrival, header: Header): Reply<SignedIn> {
  const device = deviceCookie(config, result.user, readDevice(config, header, result.user));
  const cookies = [refreshCookie(config, result.refresh), device];
  return { data: result.signedIn, headers: { ...noStore, 'Set-Cookie': cookies } };
}

type Header = (name: string) => string | undefined;

function signedOutReply(config: Config): Reply<z.infer<typeof SignedOut>> {
  return { data: { signedOut: true }, headers: { ...noStore, 'Set-Cookie': clearedRefreshCookie(config) } };
}

const sessionRoutes: Route<IdentityContext>[] = [
  route({
    method: 'post',
    path: '/auth/register',
    summary: 'Register and sign in',
    description: 'Makes a user with an account of their own. Sets the refresh token as an HttpOnly cookie.',
    tag,
    policy: { public: true },
    body: RegisterBody,
    output: SignedIn,
    statuses: [201],
    errors: ['conflict', 'rate_limited'],
    idempotent: false,
    bodyLimit,
    run: async (ctx, { body, ip, header }) =>
      arrivedReply(ctx.config, await register(ctx, { ...body, ip, userAgent: header('user-agent') }), header),
  }),
  route({
    method: 'post',
    path: '/auth/login',
    summary: 'Sign in by password',
    description:
      'Failures are limited by person, by address and by both. Sets a second HttpOnly cookie, which opens nothing: ' +
      'a device where the person has signed in before is limited by its own failures alone.',
    tag,
    policy: { public: true },
    body: LoginBody,
    output: SignedIn,
    statuses: [200],
    errors: ['unauthenticated', 'account_closed', 'rate_limited'],
    idempotent: false,
    bodyLimit,
    run: async (ctx, { body, ip, header }) => {
      const deviceOf: DeviceOf = (user) => readDevice(ctx.config, header, user);
      return arrivedReply(
        ctx.config,
        await login(ctx, { ...body, ip, userAgent: header('user-agent'), deviceOf }),
        header,
      );
    },
  }),
  route({
    method: 'post',
    path: '/auth/refresh',
    summary: 'Exchange the refresh cookie for new tokens',
    description:
      'Each refresh token works once. For 30 seconds it answers with the same next one again, in case the answer was ' +
      'lost, unless that was used meanwhile. One that comes back otherwise ends its session, for thief and owner alike.',
    tag,
    policy: { public: true },
    body: NoBody,
    output: SignedIn,
    statuses: [200],
    errors: ['unauthenticated', 'forbidden', 'account_closed', 'rate_limited'],
    idempotent: false,
    bodyLimit,
    run: async (ctx, { header, ip }) => {
      const token = readRefreshCookie(ctx.config, header);
      return signedInReply(ctx.config, await refreshSession(ctx, { token, ip }));
    },
  }),
  route({
    method: 'post',
    path: '/auth/logout',
    summary: 'End the session of the refresh cookie, of the bearer token, or of both',
    tag,
    policy: { public: true },
    body: NoBody,
    output: SignedOut,
    statuses: [200],
    errors: ['forbidden'],
    idempotent: false,
    bodyLimit,
    run: async (ctx, { header }) => {
      const refreshToken = readRefreshCookie(ctx.config, header);
      const accessToken = header('authorization')?.replace(/^Bearer /, '');
      await signOut(ctx, { refreshToken, accessToken });
      return signedOutReply(ctx.config);
    },
  }),
];

const profileRoutes: Route<IdentityContext>[] = [
  route({
    method: 'get',
    path: '/auth/me',
    summary: 'The signed-in user and their account',
    tag,
    policy: { people: 'user' },
    output: Me,
    statuses: [200],
    run: async (ctx, { principal }) => ({ data: await getMe(ctx, principal) }),
  }),
  route({
    method: 'patch',
    path: '/auth/me',
    summary: 'Change name, language or time zone',
    tag,
    policy: { people: 'user' },
    body: UpdateMeBody,
    output: Me,
    statuses: [200],
    run: async (ctx, { principal, body }) => ({ data: await updateMe(ctx, principal, body) }),
  }),
  route({
    method: 'post',
    path: '/auth/password',
    summary: 'Change the password and end all other sessions',
    tag,
    policy: { people: 'user' },
    body: ChangePasswordBody,
    output: PasswordChanged,
    statuses: [200],
    errors: ['conflict', 'rate_limited'],
    idempotent: false,
    bodyLimit,
    run: async (ctx, { principal, body, ip, header }) => {
      let known: string | undefined;
      const deviceOf: DeviceOf = (user) => (known = readDevice(ctx.config, header, user));
      const { revokedSessions, user } = await changePassword(ctx, principal, { ...body, ip, deviceOf });
      const headers = { ...noStore, 'Set-Cookie': deviceCookie(ctx.config, user, known) };
      return { data: { revokedSessions }, headers };
    },
  }),
];

const ownSessionRoutes: Route<IdentityContext>[] = [
  route({
    method: 'get',
    path: '/auth/sessions',
    summary: 'Where one is signed in',
    description: 'The one that asks first, then those that were used last; 100 at most.',
    tag,
    policy: { people: 'user' },
    output: z.array(Session),
    statuses: [200],
    run: async (ctx, { principal }) => ({ data: await listOwnSessions(ctx, requireUser(principal)) }),
  }),
  route({
    method: 'delete',
    path: '/auth/sessions',
    summary: 'End all of one’s other sessions',
    tag,
    policy: { people: 'user' },
    output: SessionsEnded,
    statuses: [200],
    run: async (ctx, { principal }) => ({
      data: { ended: await endOtherSessions(ctx, requireUser(principal)) },
    }),
  }),
  route({
    method: 'delete',
    path: '/auth/sessions/:id',
    summary: 'End one of one’s sessions',
    description: 'One that is over already stays so, and is no error.',
    tag,
    policy: { people: 'user' },
    params: IdParams,
    output: SessionsEnded,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx, { principal, params }) => ({
      data: { ended: await endOwnSession(ctx, requireUser(principal), params.id) },
    }),
  }),
];

const apiKeyRoutes: Route<IdentityContext>[] = [
  route({
    method: 'post',
    path: '/admin/api-keys',
    summary: 'Create an API key',
    description:
      'The key is shown in this answer only. A repeated Idempotency-Key answers 409 with the `id` of the key that ' +
      'the first request made: revoke that one if its answer was lost.',
    tag,
    policy: { people: 'admin' },
    body: CreateApiKeyBody,
    output: CreatedApiKey,
    statuses: [201],
    errors: ['conflict', 'idempotency_mismatch'],
    idempotent: true,
    run: async (ctx, { principal, body, idempotencyKey, requestId }) => {
      const options = { idempotencyKey, requestId };
      return { data: await createApiKey(ctx, principal, body, options), headers: noStore };
    },
  }),
  route({
    method: 'get',
    path: '/admin/api-keys',
    summary: 'All API keys, revoked ones too, newest first',
    tag,
    policy: { people: 'admin' },
    query: ApiKeyQuery,
    output: z.array(ApiKey),
    page: OffsetPage,
    statuses: [200],
    run: async (ctx, { query }) => {
      const { apiKeys, total } = await listApiKeys(ctx, query);
      return { data: apiKeys, page: { ...query, total } };
    },
  }),
  route({
    method: 'delete',
    path: '/admin/api-keys/:id',
    summary: 'Revoke an API key',
    tag,
    policy: { people: 'admin' },
    params: ApiKeyParams,
    body: ReasonBody,
    output: ApiKey,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx, { principal, params, body, requestId }) => ({
      data: await revokeApiKey(ctx, principal, { ...params, ...body, requestId }),
    }),
  }),
];

const viewRoutes: Route<IdentityContext>[] = [
  route({
    method: 'post',
    path: '/admin/accounts/:accountId/view',
    summary: 'See what the owner of an account sees',
    description:
      'Answers a token for 15 minutes that reads what its owner may read and does nothing: whatever else is asked ' +
      'with it is refused as `read_only`. It can not be refreshed, and ends with the session of the admin. Audited.',
    tag,
    policy: { people: 'admin' },
    params: z.strictObject({ accountId: AccountRef }),
    body: ViewBody,
    output: View,
    statuses: [201],
    errors: ['conflict', 'not_found', 'account_closed'],
    idempotent: true,
    run: async (ctx, { principal, params, body, idempotencyKey, requestId }) => {
      const accountId = await resolveAccount(ctx, principal, params.accountId);
      const wanted = { ...body, accountId, idempotencyKey, requestId };
      return { data: await viewAccount(ctx, requireUser(principal), wanted), headers: noStore };
    },
  }),
];

const auditRoutes: Route<IdentityContext>[] = [
  route({
    method: 'get',
    path: '/admin/audit',
    summary: 'Who did what to which account, feature or API key, and why',
    description:
      'Newest first. Nothing in it can be changed or deleted. What was done to plans is in their history.',
    tag,
    policy: { people: 'admin' },
    query: AuditQuery,
    output: z.array(AuditEntry),
    page: OffsetPage,
    statuses: [200],
    errors: ['not_found'],
    run: async (ctx, { principal, query: { accountId: ref, ...search } }) => {
      const accountId = ref === undefined ? undefined : await resolveAccount(ctx, principal, ref);
      const { entries, total } = await listAudit(ctx.db, { ...search, accountId });
      return { data: entries, page: { limit: search.limit, offset: search.offset, total } };
    },
  }),
];

export const identityRoutes: Route<IdentityContext>[] = [
  ...sessionRoutes,
  ...profileRoutes,
  ...ownSessionRoutes,
  ...closingRoutes,
  ...apiKeyRoutes,
  ...viewRoutes,
  ...auditRoutes,
];
