import { expect, test } from '@jest/globals';
import { createFeature, createPlan } from '../../harness/catalog/catalog.ts';
import { aPackage } from '../../harness/credits/packages.ts';
import { useMeteringServer } from '../../harness/metering/metering-server.ts';
import { valuesOf } from './catalog-server.ts';

const node = useMeteringServer();

/** As a computer would sort them, and as people do. */
const made = ['no_1', 'no_10', 'no_2'];
const inOrder = ['no_1', 'no_2', 'no_10'];

const codesAt = async (path: string) =>
  valuesOf(await node().done(node().get(path, { token: node().admin })), 'code').filter((code) =>
    String(code).startsWith('no_'),
  );

test('lists of features, plans and packages have 2 before 10', async () => {
  const { server, admin } = node();
  for (const code of made) {
    await createFeature(server, admin, { code });
    await createPlan(server, admin, {
      code,
      sortOrder: 5,
      features: [{ code, quota: 5, resetPeriod: 'monthly' }],
    });
    const body = { ...aPackage, code, sortOrder: 5, status: 'active' };
    await node().done(node().post('/admin/products/packages', body, { token: admin }));
  }
  for (const path of [
    '/admin/products/features',
    '/admin/products/plans',
    '/plans',
    '/admin/products/packages',
    '/packages',
  ]) {
    expect([path, ...(await codesAt(path))]).toEqual([path, ...inOrder]);
  }
});

test("an account's overrides have 2 before 10", async () => {
  const { id } = await node().account();
  for (const code of made) {
    await node().done(node().put(`/admin/accounts/${id}/overrides/${code}`, { quota: 5, reason: 'a test' }));
  }
  const { overrides } = await node().done(node().get(`/admin/accounts/${id}`));
  expect(valuesOf(overrides, 'featureCode')).toEqual(inOrder);
});
