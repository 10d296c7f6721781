import { randomUUID } from 'node:crypto';
import { AppError } from '../../lib/app-error.ts';
import { paymentIdOf, type SandboxEvent } from '../providers/sandbox/events.ts';
import type { SandboxPage } from '../providers/sandbox/page.ts';
import { signCallback } from '../providers/sandbox/signature.ts';
import type { Act } from './texts.ts';

/** How long "Pay later" takes. */
export const laterMs = 5_000;

/** What the sandbox calls back with at once. */
export function eventsOf(page: SandboxPage, act: Act): SandboxEvent[] {
  switch (act) {
    case 'pay':
      return [paid(page, 1)];
    case 'twice':
      return [paid(page, 1), paid(page, 2)];
    case 'later':
      return [eventOf(page, 'payment.processing')];
    case 'fail':
      return [eventOf(page, 'payment.failed')];
    case 'cancel':
      return [eventOf(page, 'payment.canceled')];
  }
}

export function paid(page: SandboxPage, turn: 1 | 2): SandboxEvent {
  return { ...eventOf(page, 'payment.succeeded'), paymentId: paymentIdOf(page.reference, turn) };
}

function eventOf(
  { reference, amountMinor, currency }: SandboxPage,
  type: SandboxEvent['type'],
): SandboxEvent {
  return { id: randomUUID(), type, createdAt: new Date().toISOString(), reference, amountMinor, currency };
}

/** Posts an event, signed, over HTTP. Errors: `unavailable` when it was not taken. */
export async function callBack(secret: string, address: string, event: SandboxEvent): Promise<void> {
  const body = JSON.stringify(event);
  const headers = {
    'content-type': 'application/json',
    'sandbox-signature': signCallback(secret, body, new Date()),
  };
  const signal = AbortSignal.timeout(10_000);
  const response = await fetch(address, { method: 'POST', headers, body, redirect: 'error', signal }).catch(
    (error: unknown) => {
      throw new AppError('unavailable', { cause: error, retryAfterSeconds: 1 });
    },
  );
  await response.body?.cancel();
  if (!response.ok) throw new AppError('unavailable', { retryAfterSeconds: 1 });
}
