import {
  ApiKey,
  AuditEntry,
  Closed,
  Closing,
  CreatedApiKey,
  Me,
  PasswordChanged,
  Session,
  SessionsEnded,
  View,
  type ChangePasswordBody,
  type CloseBody,
  type CreateApiKeyBody,
  type UpdateMeBody,
  type AuditQuery,
  type ViewBody,
} from '@meterstone/server/contract/identity';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { newIdempotencyKey } from '../lib/new-idempotency-key.ts';
import { call, callPage, path } from './http/client.ts';
import { queryClient } from './query-client.ts';
import { leave, updateMe } from './session.ts';

export async function updateProfile(body: UpdateMeBody): Promise<void> {
  updateMe(await call({ method: 'PATCH', path: '/auth/me', body, output: Me }));
}

/** Other sign-ins of the person end. Errors: `invalid_input` at `currentPassword`. */
export async function changePassword(body: ChangePasswordBody): Promise<z.infer<typeof PasswordChanged>> {
  const changed = await call({ method: 'POST', path: '/auth/password', body, output: PasswordChanged });
  void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  return changed;
}

/** Where the person is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => call({ path: '/auth/sessions', output: z.array(Session), signal }),
});

export async function endSession(id: string): Promise<void> {
  await call({ method: 'DELETE', path: path`/auth/sessions/${id}`, output: SessionsEnded });
  await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
}

export async function endOtherSessions(): Promise<z.infer<typeof SessionsEnded>> {
  const result = await call({ method: 'DELETE', path: '/auth/sessions', output: SessionsEnded });
  await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  return result;
}

/** What closing the account would end, asked anew whenever somebody thinks of it. */
export const closingQuery = queryOptions({
  queryKey: ['closing'],
  queryFn: ({ signal }) => call({ path: '/auth/closing', output: Closing, signal }),
  staleTime: 0,
});

/**
 * For good. Where the answer is lost, the next request finds that the account is closed. Errors: `invalid_input`,
 * `order_under_way`, `last_admin`.
 */
export async function closeAccount(body: CloseBody): Promise<void> {
  await call({ method: 'POST', path: '/auth/closing', body, output: Closed });
  leave('closed');
}

const apiKeysKey = ['admin', 'apiKeys'] as const;

export function apiKeysQuery(page: { limit: number; offset: number }) {
  return queryOptions({
    queryKey: [...apiKeysKey, page],
    queryFn: ({ signal }) => callPage({ path: '/admin/api-keys', query: page, output: ApiKey, signal }),
    placeholderData: keepPreviousData,
  });
}

/**
 * The key itself is in this answer and nowhere else. Sent again with the same idempotency key it makes no second one.
 * Errors: `conflict` when one was made before and its answer got lost.
 */
export async function createApiKey(body: CreateApiKeyBody, idempotencyKey: string): Promise<CreatedApiKey> {
  const created = await call({
    method: 'POST',
    path: '/admin/api-keys',
    body,
    headers: { 'idempotency-key': idempotencyKey },
    output: CreatedApiKey,
  });
  void queryClient.invalidateQueries({ queryKey: apiKeysKey });
  return created;
}

/** Requests with the key are refused from now on; it stays in the list, for those who ask what it was. */
export async function revokeApiKey(id: string, reason: string | undefined): Promise<void> {
  await call({ method: 'DELETE', path: path`/admin/api-keys/${id}`, body: { reason }, output: ApiKey });
  void queryClient.invalidateQueries({ queryKey: apiKeysKey });
}

/** Errors: `conflict` where nobody signs in for the account. */
export function viewAccount(
  accountId: string,
  body: z.infer<typeof ViewBody>,
): Promise<z.infer<typeof View>> {
  return call({
    method: 'POST',
    path: path`/admin/accounts/${accountId}/view`,
    body,
    headers: { 'idempotency-key': newIdempotencyKey() },
    output: View,
  });
}

export function auditQuery(filter: Omit<z.infer<typeof AuditQuery>, 'action'>) {
  return queryOptions({
    queryKey: ['admin', 'audit', filter.accountId ?? null, filter],
    queryFn: ({ signal }) => callPage({ path: '/admin/audit', query: filter, output: AuditEntry, signal }),
    placeholderData: keepPreviousData,
  });
}
