import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AdminPackage, Package, PackageHistoryEntry } from '../../../src/credits/packages/contract.ts';
import { useCreditsServer } from '../../harness/credits/credits-server.ts';
import { aPackage, offerPackage } from '../../harness/credits/packages.ts';

const server = useCreditsServer();
const admin = () => ({ token: server().admin });
const nobody = { token: null };
const products = '/admin/products/packages';
const put = (id: string, body: object, version: number | string = 1) =>
  server().send('put', `${products}/${id}`, body, { ...admin(), headers: { 'If-Match': `"${version}"` } });

describe('GET /packages', () => {
  it('shows those on offer to everybody, in their order, and 304 to who has them', async () => {
    const second = await offerPackage(server(), { sortOrder: -1 });
    const first = await offerPackage(server(), { sortOrder: -2, credits: 0, dailyCredits: 5, prices: [] });
    await offerPackage(server(), { status: 'draft', sortOrder: -3 });
    const { status, body, headers } = await server().get('/packages', nobody);
    expect(status).toBe(200);
    expect(z.array(Package).parse(body.data).slice(0, 2)).toEqual([
      {
        id: first.id,
        code: first.code,
        name: aPackage.name,
        description: aPackage.description,
        version: 1,
        credits: 0,
        validityDays: 30,
        dailyCredits: 5,
        prices: [],
      },
      expect.objectContaining({
        id: second.id,
        credits: 100,
        dailyCredits: null,
        prices: [{ id: expect.any(String), amountMinor: 990, currency: 'USD' }],
      }),
    ]);
    const again = await server().get('/packages', {
      ...nobody,
      headers: { 'If-None-Match': String(headers.get('etag')) },
    });
    expect(again.status).toBe(304);
  });

  it('one: what is on offer, 404 for drafts, archived ones and what is no id', async () => {
    const { id } = await offerPackage(server());
    expect(await server().get(`/packages/${id}`, nobody)).toMatchObject({
      status: 200,
      body: { data: { id, version: 1 } },
    });
    const { id: draft } = await offerPackage(server(), { status: 'draft' });
    await server().send('patch', `${products}/${id}/status`, { status: 'archived' }, admin());
    for (const hidden of [draft, id, randomUUID(), 'starter']) {
      expect((await server().get(`/packages/${hidden}`, nobody)).status).toBe(404);
    }
  });
});

describe('POST /admin/products/packages', () => {
  it('makes a draft with its first version, once for a key', async () => {
    const body = { code: 'keyed', ...aPackage };
    const options = { ...admin(), headers: { 'Idempotency-Key': randomUUID() } };
    const [first, again] = [
      await server().post(products, body, options),
      await server().post(products, body, options),
    ];
    expect(first).toMatchObject({
      status: 201,
      body: { data: { code: 'keyed', status: 'draft', version: 1, holders: 0, priority: 50, sortOrder: 0 } },
    });
    expect(first.headers.get('etag')).toBe('"1"');
    expect(again.body.data).toEqual(first.body.data);
    expect(await server().post(products, { ...body, credits: 1 }, options)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
  });

  it('refuses a code that is taken', async () => {
    const { code } = await offerPackage(server());
    expect((await server().post(products, { code, ...aPackage }, admin())).status).toBe(409);
  });

  it.each([
    ['gives nothing', { credits: 0 }, 'credits'],
    ['lasts no day', { validityDays: 0 }, 'validityDays'],
    ['lasts too long', { validityDays: 3661 }, 'validityDays'],
    ['has an allowance of nothing', { dailyCredits: 0 }, 'dailyCredits'],
    ['is free', { prices: [{ amountMinor: 0, currency: 'USD' }] }, 'prices.0.amountMinor'],
    [
      'has two prices in a currency',
      {
        prices: [
          { amountMinor: 1, currency: 'USD' },
          { amountMinor: 2, currency: 'USD' },
        ],
      },
      'prices.1',
    ],
    ['has credits past 2^53 - 1', { credits: 2 ** 53 }, 'credits'],
  ])('refuses one that %s', async (_, wrong, path) => {
    const { status, body } = await server().post(products, { code: 'wrong', ...aPackage, ...wrong }, admin());
    expect(status).toBe(422);
    expect(
      z
        .array(z.object({ path: z.string() }))
        .parse(body.errors)
        .map((error) => error.path),
    ).toContain(path);
  });
});

describe('PUT /admin/products/packages/:id', () => {
  it('publishes a version for newcomers; who has the package keeps the one that was given', async () => {
    const { id } = await offerPackage(server());
    const accountId = await server().account(0);
    const path = `/admin/accounts/${accountId}/packages`;
    await server().done(server().post(path, { packageId: id, reason: 'a gift' }));
    const { status, body, headers } = await put(id, { ...aPackage, credits: 300, reason: 'more for it' });
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"2"');
    expect(body.data).toMatchObject({
      version: 2,
      credits: 300,
      holders: 1,
      versions: [{ version: 2, reason: 'more for it' }, { version: 1 }],
    });
    expect((await server().balance(accountId)).balance).toBe(100);
    const old = await server().done(server().get(`${products}/${id}/versions/1`, admin()));
    expect(old).toMatchObject({ packageId: id, version: 1, credits: 100 });
    expect((await server().get(`${products}/${id}/versions/3`, admin())).status).toBe(404);
  });

  it('publishes nothing where nothing is new', async () => {
    const { id } = await offerPackage(server());
    expect(await put(id, aPackage)).toMatchObject({ status: 200, body: { data: { version: 1 } } });
  });

  it('of two who saw one version, one wins', async () => {
    const { id } = await offerPackage(server());
    const answers = await Promise.all([
      put(id, { ...aPackage, credits: 1 }),
      put(id, { ...aPackage, credits: 2 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await put(id, aPackage, 1)).toMatchObject({
      status: 412,
      body: { code: 'version_conflict', currentVersion: 2 },
    });
  });

  it('needs the version, keeps the code, and knows no other package', async () => {
    const { id } = await offerPackage(server());
    expect((await server().send('put', `${products}/${id}`, aPackage, admin())).status).toBe(422);
    expect((await put(id, { ...aPackage, code: 'another' })).status).toBe(422);
    expect((await put(randomUUID(), aPackage)).status).toBe(404);
  });
});

describe('the status of a package', () => {
  it('is undone by whoever saw it, unless somebody else has changed it; why stays, of its deletion too', async () => {
    const { id } = await offerPackage(server(), { status: 'active' });
    const set = (body: object) => server().send('patch', `${products}/${id}/status`, body, admin());
    await set({ status: 'archived', reason: 'sold out' });
    expect(await set({ status: 'active', seenStatus: 'archived' })).toMatchObject({ status: 200 });
    await set({ status: 'draft' });
    expect(await set({ status: 'active', seenStatus: 'archived' })).toMatchObject({
      status: 412,
      body: { code: 'version_conflict' },
    });
    await server().send('delete', `${products}/${id}`, { reason: 'a slip' }, admin());
    const { body } = await server().get(`${products}/history?packageId=${id}`, admin());
    const lines = z.array(PackageHistoryEntry).parse(body.data);
    expect(lines.map(({ action, reason }) => [action, reason])).toEqual([
      ['deleted', 'a slip'],
      ['status_changed', null],
      ['status_changed', null],
      ['status_changed', 'sold out'],
      ['created', null],
    ]);
  });

  it('can be anything but a draft again once an account has had it; then it can’t be deleted either', async () => {
    const { id } = await offerPackage(server());
    const setStatus = (status: string) =>
      server().send('patch', `${products}/${id}/status`, { status }, admin());
    expect((await setStatus('draft')).status).toBe(200);
    expect((await setStatus('active')).status).toBe(200);
    const accountId = await server().account(0);
    const give = () =>
      server().post(`/admin/accounts/${accountId}/packages`, { packageId: id, reason: 'a gift' });
    await server().done(give());
    expect(await setStatus('draft')).toMatchObject({ status: 409, body: { code: 'package_in_use' } });
    expect(await put(id, { ...aPackage, status: 'draft' })).toMatchObject({ status: 409 });
    expect(await server().send('delete', `${products}/${id}`, undefined, admin())).toMatchObject({
      status: 409,
      body: { code: 'package_in_use' },
    });
    expect((await setStatus('archived')).status).toBe(200);
    expect(await give()).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await server().balance(accountId)).balance).toBe(100);
  });

  it('deletes one that nobody has had; its history stays, and can be searched', async () => {
    const { id, code } = await offerPackage(server());
    await put(id, { ...aPackage, dailyCredits: 5, validityDays: 60 });
    expect((await server().send('delete', `${products}/${id}`, undefined, admin())).status).toBe(200);
    expect((await server().get(`${products}/${id}`, admin())).status).toBe(404);
    const { body } = await server().get(`${products}/history?packageId=${id}`, admin());
    expect(body.page.total).toBe(3);
    expect(
      z
        .array(PackageHistoryEntry)
        .parse(body.data)
        .map(({ action }) => action),
    ).toEqual(['deleted', 'published', 'created']);
    expect(body.data[1]).toMatchObject({
      packageCode: code,
      version: 2,
      actor: { kind: 'user' },
      changes: [
        { path: 'dailyCredits', before: null, after: 5 },
        { path: 'validityDays', before: 30, after: 60 },
      ],
    });
    const published = await server().get(`${products}/history?packageId=${id}&action=published`, admin());
    expect(published.body.page.total).toBe(1);
  });
});

describe('GET /admin/products/packages', () => {
  it('finds by name, code and status', async () => {
    const { id } = await offerPackage(server(), {
      name: { en: 'Findable', 'zh-CN': '可找到' },
      status: 'draft',
    });
    const find = async (query: string) => {
      const found = await server().done(server().get(`${products}?${query}`, admin()));
      return z
        .array(AdminPackage)
        .parse(found)
        .map((one) => one.id);
    };
    expect(await find('q=findAB')).toEqual([id]);
    expect(await find(`q=${encodeURIComponent('可找')}&status=draft`)).toEqual([id]);
    expect(await find('q=findab&status=active')).toEqual([]);
  });
});
