import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';
import { openDoor, type Door } from '../../src/http/door.ts';
import { BootError } from '../../src/lib/boot-error.ts';

const address = { port: 0, host: '127.0.0.1' };
let door: Door | undefined;

afterEach(async () => {
  await door?.close();
  door = undefined;
});

it('answers 503 until somebody serves, to probes of readiness and to everything else', async () => {
  door = await openDoor(address);
  for (const path of ['/readyz', '/', '/api/plans', '/socket.io/?EIO=4&transport=polling']) {
    const answer = await fetch(door.url + path);
    expect({ path, status: answer.status, wait: answer.headers.get('retry-after') }).toEqual({
      path,
      status: 503,
      wait: '1',
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ ok: false, code: 'unavailable' });
  }
  const posted = await fetch(`${door.url}/api/metering/record`, { method: 'POST', body: '{"amount":1}' });
  expect(posted.status).toBe(503);
});

it('says that the process lives, so that no supervisor ends a long migration', async () => {
  door = await openDoor(address);
  expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
});

it('hands over to who serves, without a moment in which the port is closed', async () => {
  door = await openDoor(address);
  const { url } = door;
  expect((await fetch(url)).status).toBe(503);
  door.serve((_req, res) => res.end('here'));
  expect(await (await fetch(url)).text()).toBe('here');
});

it('refuses a port that is taken, on every address too', async () => {
  door = await openDoor(address);
  const port = Number(new URL(door.url).port);
  await expect(openDoor({ port, host: '127.0.0.1' })).rejects.toThrow(BootError);
  await expect(openDoor({ port, host: '0.0.0.0' })).rejects.toThrow(/is taken/);
});

it('gives the port back when closed, with connections that rest', async () => {
  const first = await openDoor(address);
  await fetch(`${first.url}/healthz`);
  await first.close();
  door = await openDoor({ ...address, port: Number(new URL(first.url).port) });
  expect(door.http.listening).toBe(true);
  const closed = once(door.http, 'close');
  await door.close();
  await closed;
});
