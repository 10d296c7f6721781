import { InboxEvent, Refusal, type AttachBody } from '@meterstone/server/contract/payments/admin-inbox';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call, callPage, path } from '../http/client.ts';
import { queryClient } from '../query-client.ts';
import { adminOrdersKey } from './key.ts';

/** What providers said and nobody could book, and what an admin does with it. */

const inboxKey = ['admin', 'payments'] as const;
/** What comes in has no event of its own. */
const refetchMs = 5_000;

/** Newest first. */
export function inboxQuery(search: { state: string; limit: number; offset: number }) {
  return queryOptions({
    queryKey: [...inboxKey, 'inbox', search],
    queryFn: ({ signal }) =>
      callPage({ path: '/admin/payments/inbox', query: search, output: InboxEvent, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refetchMs,
  });
}

/** Callbacks that were thrown away, by day, newest first. */
export const refusalsQuery = queryOptions({
  queryKey: [...inboxKey, 'refusals'],
  queryFn: ({ signal }) => call({ path: '/admin/payments/refusals', output: z.array(Refusal), signal }),
});

/** Applies an event anew; its state says what came of it. */
export function replayEvent(id: string, idempotencyKey: string): Promise<InboxEvent> {
  return act(path`/admin/payments/inbox/${id}/replay`, undefined, idempotencyKey);
}

/** Says whose the money of an event is. Errors: `conflict` where it brings none. */
export function attachEvent(
  id: string,
  body: z.output<typeof AttachBody>,
  idempotencyKey: string,
): Promise<InboxEvent> {
  return act(path`/admin/payments/inbox/${id}/attach`, body, idempotencyKey);
}

/** Lays an event aside. Errors: `conflict` where it needs nobody any more. */
export function dismissEvent(id: string, reason: string, idempotencyKey: string): Promise<InboxEvent> {
  return act(path`/admin/payments/inbox/${id}/dismiss`, { reason }, idempotencyKey);
}

async function act(address: string, body: object | undefined, idempotencyKey: string): Promise<InboxEvent> {
  try {
    return await call({
      method: 'POST',
      path: address,
      headers: { 'idempotency-key': idempotencyKey },
      ...(body && { body }),
      output: InboxEvent,
    });
  } finally {
    void queryClient.invalidateQueries({ queryKey: inboxKey });
    void queryClient.invalidateQueries({ queryKey: adminOrdersKey });
    void queryClient.invalidateQueries({ queryKey: ['admin', 'audit'] });
  }
}
