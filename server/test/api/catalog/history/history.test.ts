import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminPlanDetail, HistoryEntry } from '../../../../src/catalog/contract.ts';
import { createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { useCatalogServer, valuesOf } from '../catalog-server.ts';

const node = useCatalogServer();
let kept: AdminPlanDetail;
/** All of it, newest first. */
let all: HistoryEntry[];
const text = (word: string) => ({ en: word, 'zh-CN': `${word}!` });

beforeAll(async () => {
  kept = await createPlan(node().server, node().admin, { code: 'kept', name: text('Kept') });
  const gone = await createPlan(node().server, node().admin, { code: 'gone', name: text('Gone') });
  await updatePlan(node().server, node().admin, kept.id, { name: text('Renamed') });
  await updatePlan(node().server, node().admin, gone.id, { name: text('Long gone') });
  await node().call('PATCH', `/admin/products/plans/${kept.id}/status`, { body: { status: 'archived' } });
  await node().call('DELETE', `/admin/products/plans/${gone.id}`);
  all = (await read('')).body.data;
});

const read = (query: string) => node().call('GET', `/admin/products/history?${query}`);
const actions = async (query: string) => {
  const { body } = await read(query);
  expect(body.page.total).toBe(body.data.length);
  return valuesOf(body.data, 'action');
};

/** The entry at this place of `all`. */
function entry(index: number): HistoryEntry {
  const found = all[index];
  if (!found) throw new Error(`There is no entry ${index}`);
  return found;
}

describe('GET /admin/products/history', () => {
  it('names each plan as it is now, and deleted ones as they were last', () => {
    expect(all.map(({ planCode, action, planName }) => [planCode, action, planName?.en])).toEqual([
      ['gone', 'deleted', 'Long gone'],
      ['kept', 'status_changed', 'Renamed'],
      ['gone', 'published', 'Long gone'],
      ['kept', 'published', 'Renamed'],
      ['gone', 'created', 'Long gone'],
      ['kept', 'created', 'Renamed'],
    ]);
    expect(all.map(({ planName }) => planName)).toContainEqual(text('Long gone'));
  });

  it('finds by action, plan and who did it', async () => {
    expect(await actions('action=published')).toEqual(['published', 'published']);
    expect(await actions(`action=published&planId=${kept.id}`)).toEqual(['published']);
    const { actor } = entry(0);
    expect(await actions(`actorId=${actor.id?.toUpperCase()}`)).toHaveLength(6);
    expect(await actions(`actorId=${randomUUID()}`)).toEqual([]);
  });

  it('finds by time: from an instant on, up to another', async () => {
    // Instants are told to the millisecond, and Postgres keeps microseconds.
    const from = encodeURIComponent(entry(3).at);
    const afterwards = await actions(`from=${from}`);
    expect(afterwards).toEqual(all.slice(0, 4).map(({ action }) => action));
    const before = await actions(`to=${from}`);
    expect(before).toEqual(all.slice(4).map(({ action }) => action));
    expect(await actions(`from=${from}&to=${from}`)).toEqual([]);
  });

  it.each(['action=renamed', 'actorId=ada', 'from=yesterday', 'to=2026-13-01T00:00:00Z', 'until=x'])(
    'refuses %s',
    async (query) => {
      expect((await read(query)).status).toBe(422);
    },
  );
});
