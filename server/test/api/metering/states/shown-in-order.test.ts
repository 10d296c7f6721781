import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { showStates } from '../../../../src/metering/states/cached-states.ts';
import { Quota } from '../../../../src/metering/states/contract.ts';
import type { QuotaState } from '../../../../src/metering/states/quota-state.ts';
import { waitUntil } from '../../../harness/clock/wait.ts';
import type { TestServer } from '../../../harness/http/server.ts';
import { connectSocket, type TestSocket } from '../../../harness/http/socket.ts';
import { startTwoNodes, type TwoNodes } from '../../../harness/http/two-nodes.ts';
import { registerUser, type Person } from '../../../harness/identity/people.ts';
import { describeWithRedis } from '../../../harness/processes/redis.ts';

const today = Date.parse('2026-03-10T00:00:00Z');
const dayMs = 86_400_000;

function state(used: number, version: number, periodStart = today): QuotaState {
  return {
    kind: 'metered',
    isEnabled: true,
    quota: 100,
    used,
    reserved: 0,
    overage: 0,
    overageCredits: 0,
    isElastic: false,
    resetPeriod: 'daily',
    periodStart: new Date(periodStart).toISOString(),
    periodEnd: new Date(periodStart + dayMs).toISOString(),
    timeZone: 'UTC',
    version,
    validUntil: periodStart + dayMs,
  };
}

describeWithRedis('two nodes that learn of one counter', () => {
  let nodes: TwoNodes;
  let alice: Person;
  let probes = 0;
  const open: TestSocket[] = [];

  beforeAll(async () => {
    nodes = await startTwoNodes();
    alice = await registerUser(nodes.one);
  });
  afterEach(() => {
    for (const { socket } of open.splice(0)) socket.disconnect();
  });
  afterAll(() => nodes.stop());

  async function connect(server: TestServer): Promise<TestSocket> {
    const socket = await connectSocket(server, { token: alice.token });
    open.push(socket);
    return socket;
  }

  function show(server: TestServer, featureCode: string, shown: QuotaState): void {
    void showStates(server.ctx, [{ accountId: alice.account.id, featureCode, state: shown }]);
  }

  function shownTo(socket: TestSocket, featureCode: string): number[] {
    return socket
      .payloads('quota:updated')
      .map((payload) => Quota.parse(payload))
      .filter((quota) => quota.featureCode === featureCode)
      .map(({ used }) => used);
  }

  /** Two numbers of another feature: the second waits its turn, behind all that was sent before the first. */
  async function settle(sockets: TestSocket[]): Promise<void> {
    const probe = `probe_${(probes += 1)}`;
    for (const n of [1, 2]) {
      show(nodes.two, probe, state(n, today * 1000 + n));
      await waitUntil(() => sockets.every((socket) => shownTo(socket, probe).includes(n)));
    }
  }

  test('an older number from the other node is not shown after a newer one', async () => {
    const [here, there] = await Promise.all([connect(nodes.one), connect(nodes.two)]);
    const noon = (today + dayMs / 2) * 1000;
    show(nodes.one, 'calls', state(41, noon + 41));
    await waitUntil(() => there.payloads('quota:updated').length > 0);
    show(nodes.two, 'calls', state(40, noon + 40));
    await settle([here, there]);
    expect(shownTo(here, 'calls')).toEqual([41]);
    expect(shownTo(there, 'calls')).toEqual([41]);
  });

  test('a new period is shown though nothing was counted in it, and the period before no more', async () => {
    const [here, there] = await Promise.all([connect(nodes.one), connect(nodes.two)]);
    const midnight = (today + dayMs) * 1000;
    show(nodes.one, 'words', state(41, midnight - 1));
    await waitUntil(() => there.payloads('quota:updated').length > 0);
    // Its version is that of the entitlement, which nobody has changed for long.
    show(nodes.two, 'words', state(0, 1, today + dayMs));
    await waitUntil(() => [here, there].every((socket) => shownTo(socket, 'words').includes(0)));
    show(nodes.one, 'words', state(41, midnight - 1));
    await settle([here, there]);
    expect(shownTo(here, 'words')).toEqual([41, 0]);
    expect(shownTo(there, 'words')).toEqual([41, 0]);
  });
});
