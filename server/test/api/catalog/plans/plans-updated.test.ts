import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { createFeature, createPlan, updatePlan } from '../../../harness/catalog/catalog.ts';
import { signInUser, useCatalogServer } from '../catalog-server.ts';

const node = useCatalogServer();
const sockets: Socket[] = [];

beforeAll(async () => {
  await createFeature(node().server, node().admin, { code: 'articles' });
});

afterAll(() => {
  for (const socket of sockets) socket.close();
});

interface Listener {
  /** Everything heard so far. */
  heard: object[];
}

async function listen(namespace: string, token?: string): Promise<Listener> {
  const socket = io(node().server.url + namespace, { transports: ['websocket'], auth: { token } });
  sockets.push(socket);
  const heard: object[] = [];
  socket.on('plans:updated', (payload: object) => heard.push(payload));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return { heard };
}

describe('plans:updated', () => {
  it('reaches visitors, users and admins once for each publication, when GET /plans already shows it', async () => {
    const plan = await createPlan(node().server, node().admin, { code: 'pro', features: [] });
    const marker = await createPlan(node().server, node().admin, { code: 'marker' });
    const listeners = [
      await listen('/public'),
      await listen('/', await signInUser(node())),
      await listen('/', node().admin),
    ];
    await updatePlan(node().server, node().admin, plan.id, { highlighted: true, rollout: 'new_only' });
    await updatePlan(node().server, node().admin, marker.id, { highlighted: true, rollout: 'now' });
    await heardAbout(listeners, marker.id);
    const shown = (await node().call('GET', '/plans')).body.data;
    expect(shown).toContainEqual(expect.objectContaining({ id: plan.id, version: 2 }));
    for (const { heard } of listeners) {
      expect(heard.filter((event) => 'planId' in event && event.planId === plan.id && event)).toContainEqual({
        planId: plan.id,
        version: 2,
        rollout: 'new_only',
      });
      expect(heard.filter((event) => 'version' in event && event.version === 2)).toHaveLength(2);
    }
  });

  it('tells of drafts to admins only', async () => {
    const visitor = await listen('/public');
    const user = await listen('/', await signInUser(node()));
    const admin = await listen('/', node().admin);
    const draft = await createPlan(node().server, node().admin, { code: 'secret', status: 'draft' });
    const shown = await createPlan(node().server, node().admin, { code: 'shown' });
    await heardAbout([visitor, user, admin], shown.id);
    await heardAbout([admin], draft.id);
    for (const { heard } of [visitor, user])
      expect(heard).not.toContainEqual(expect.objectContaining({ planId: draft.id }));
  });

  it('tells of a plan whose feature got another name', async () => {
    const visitor = await listen('/public');
    const features = [{ code: 'articles', quota: 1 }];
    const plan = await createPlan(node().server, node().admin, { code: 'named', features });
    await heardAbout([visitor], plan.id);
    visitor.heard.length = 0;
    await node().call('PUT', '/admin/products/features/articles', {
      body: { name: 'Renamed', unit: 'article', kind: 'metered' },
    });
    await heardAbout([visitor], plan.id);
    expect(visitor.heard).toEqual([{ planId: plan.id, version: 1, rollout: null }]);
  });
});

async function heardAbout(listeners: Listener[], planId: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  const knows = ({ heard }: Listener) => heard.some((event) => 'planId' in event && event.planId === planId);
  while (!listeners.every(knows)) {
    if (Date.now() > deadline) throw new Error(`Not everybody heard of ${planId}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
