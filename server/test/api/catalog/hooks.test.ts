import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { combineCatalogHooks, type CatalogHooks } from '../../../src/catalog/hooks.ts';
import { createDatabase, createPool, type Database } from '../../../src/db/pool.ts';
import { combineAccountHooks } from '../../../src/identity/accounts/hooks.ts';
import { createLogger } from '../../../src/lib/logger.ts';
import { createTestDatabase, type TestDatabase } from '../../harness/database/database.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase(
    createPool({ connectionString: database.connectionString, logger: createLogger('silent') }),
  );
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const within = <T>(work: (tx: Parameters<CatalogHooks['planInUse']>[0]) => Promise<T>) =>
  db.transaction().execute(work);
const says = (answer: boolean) => () => Promise.resolve(answer);

describe('hooks that several features answer', () => {
  it('act one after the other, and a failure keeps the later ones from acting', async () => {
    const acted: string[] = [];
    const acting = (name: string) => ({
      created: () => {
        acted.push(name);
        return Promise.resolve();
      },
    });
    const hooks = combineAccountHooks([
      acting('first'),
      { timeZoneChanged: () => Promise.resolve() },
      { created: () => Promise.reject(new Error('no credits')) },
      acting('last'),
    ]);
    await expect(within((tx) => hooks.created(tx, 'a', {}))).rejects.toThrow('no credits');
    expect(acted).toEqual(['first']);
  });

  it('say yes where one of them does', async () => {
    const one = combineCatalogHooks([{ planInUse: says(false) }, {}, { planInUse: says(true) }]);
    expect(await within((tx) => one.planInUse(tx, 'p'))).toBe(true);
    const none = combineCatalogHooks([{ planInUse: says(false) }, {}]);
    expect(await within((tx) => none.planInUse(tx, 'p'))).toBe(false);
  });

  it('add their numbers up, and join their lists', async () => {
    const firstAt = '2026-12-01T00:00:00.000Z';
    const counting = (accounts: number): Partial<CatalogHooks> => ({
      subscribers: () => Promise.resolve(new Map([['p', accounts]])),
      overQuota: () => Promise.resolve([{ featureCode: `f${accounts}`, accounts }]),
      lessForBuyers: () => Promise.resolve([{ featureCode: `f${accounts}`, accounts }]),
      keepingOlder: () => Promise.resolve(new Map([['p', accounts]])),
      keptByBuyers: () => Promise.resolve(accounts),
      waiting: () =>
        Promise.resolve(new Map([['p', [{ version: accounts, accounts, firstAt, lastAt: firstAt }]]])),
    });
    const hooks = combineCatalogHooks([counting(1), {}, counting(2)]);
    expect(await hooks.subscribers(db, ['p'])).toEqual(new Map([['p', 3]]));
    expect(await hooks.keepingOlder(db, ['p'])).toEqual(new Map([['p', 3]]));
    expect(await hooks.keptByBuyers(db, 'p')).toBe(3);
    expect((await hooks.waiting(db, ['p'])).get('p')).toMatchObject([{ version: 1 }, { version: 2 }]);
    const both = [
      { featureCode: 'f1', accounts: 1 },
      { featureCode: 'f2', accounts: 2 },
    ];
    expect(await hooks.overQuota(db, { planId: 'p', features: [] })).toEqual(both);
    expect(await hooks.lessForBuyers(db, { planId: 'p', features: [] })).toEqual(both);
  });
});
