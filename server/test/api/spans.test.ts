import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { routes } from '../../src/features.ts';
import { nameOf } from '../harness/http/contract.ts';
import { badFields, useMeteringServer } from '../harness/metering/metering-server.ts';

const node = useMeteringServer();

const withSpan = routes.filter(({ query }) => query instanceof z.ZodObject && 'from' in query.shape);

test('some operations take a span of time', () => {
  expect(withSpan.map(nameOf).sort()).toEqual([
    'GET /admin/orders',
    'GET /admin/orders/export',
    'GET /admin/orders/statistics',
    'GET /admin/products/history',
    'GET /admin/products/packages/history',
    'GET /credits/transactions',
    'GET /credits/transactions/export',
    'GET /orders',
    'GET /usage/breakdown',
    'GET /usage/records',
    'GET /usage/records/export',
    'GET /usage/statistics',
  ]);
});

test.each(withSpan.map((route) => [nameOf(route), route.path] as const))(
  '%s refuses a span that ends before it begins, whatever the zones it is told in',
  async (_, path) => {
    const token = node().admin;
    // A breakdown is of one feature: amounts of several have no sum.
    const needed = path === '/usage/breakdown' ? { featureCode: 'calls' } : {};
    for (const [from, to] of [
      ['2026-11-02T00:00:00Z', '2026-11-01T00:00:00Z'],
      ['2026-11-01T01:00:00Z', '2026-11-01T08:00:00+08:00'],
    ] as const) {
      const query = new URLSearchParams({ ...needed, from, to });
      const answer = await node().get(`${path}?${query.toString()}`, { token });
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
      expect(badFields(answer)).toEqual(['from']);
    }
    const within = { from: '2026-11-01T07:00:00+08:00', to: '2026-11-01T00:00:00Z' };
    const query = new URLSearchParams({ ...needed, ...within });
    expect((await node().get(`${path}?${query.toString()}`, { token })).status).toBe(200);
  },
);
