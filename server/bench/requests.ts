import { freshKey, type Request } from './load-tool.ts';
import { accounts, featureCode } from './server-under-load.ts';

/** Events in one batch request. */
export const batchSize = 500;

function someAccount(): string {
  return `ext:bench-${Math.floor(Math.random() * accounts)}`;
}

function event(accountId: string): object {
  return { accountId, featureCode, amount: 1, idempotencyKey: freshKey() };
}

/** What is sent, by the name it has in the report. Every use carries a key of its own. */
export function createLoads(token: string): Record<'check' | 'record' | 'hot' | 'batch', () => Request> {
  let checks = 0;
  return {
    // In turn, so that the warm-up meets every account, and what is measured is answered from what the node knows.
    check: () => ({
      method: 'GET',
      path: `/api/usage/check-quota/${featureCode}?accountId=ext:bench-${checks++ % accounts}`,
      token,
    }),
    record: () => ({
      method: 'POST',
      path: '/api/usage/record',
      token,
      body: JSON.stringify(event(someAccount())),
    }),
    hot: () => ({
      method: 'POST',
      path: '/api/usage/record',
      token,
      body: JSON.stringify(event('ext:bench-0')),
    }),
    batch: () => ({
      method: 'POST',
      path: '/api/usage/record/batch',
      token,
      body: JSON.stringify({ events: Array.from({ length: batchSize }, () => event(someAccount())) }),
    }),
  };
}
