import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { SignedIn } from '../../../src/identity/contract.ts';
import { badFields } from '../../harness/http/problem.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser, type Person } from '../../harness/identity/people.ts';

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startTestServer();
  person = await registerUser(server);
});
afterAll(() => server.stop());

const login = (body: object) => request(server.url).post('/api/auth/login').send(body);

describe('200', () => {
  it('answers the shape of registering, for a session of its own', async () => {
    const response = await login({ email: person.user.email.toUpperCase(), password: person.password });
    expect(response.status).toBe(200);
    expect(SignedIn.parse(response.body.data)).toMatchObject({ user: person.user, account: person.account });
    expect(response.get('Set-Cookie')?.[0]).toMatch(/HttpOnly; SameSite=Strict$/);
    expect(response.get('Set-Cookie')?.[0]).not.toContain(person.cookie);
  });

  it('counts failures only: any number of good sign-ins is fine', async () => {
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => login({ email: person.user.email, password: person.password })),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  });

  it('sets a cookie that only this host and TLS carry when the public URL is https', async () => {
    const secure = await startTestServer({ env: { PUBLIC_URL: 'https://meter.example.com' } });
    try {
      const { cookie } = await registerUser(secure);
      expect(cookie).toMatch(/^__Host-meterstone_refresh=/);
      const refreshed = await request(secure.url).post('/api/auth/refresh').set('Cookie', cookie);
      expect(refreshed.status).toBe(200);
      expect(refreshed.get('Set-Cookie')?.[0]).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    } finally {
      await secure.stop();
    }
  });
});

describe('401', () => {
  it('says the same of a wrong password and of an address that nobody has', async () => {
    const wrong = await login({ email: person.user.email, password: 'Wrong-horse-1' });
    const nobody = await login({ email: 'nobody@example.com', password: 'Wrong-horse-1' });
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect({ ...wrong.body, instance: null }).toEqual({ ...nobody.body, instance: null });
    expect(wrong.body).toMatchObject({ ok: false, code: 'unauthenticated' });
    expect(wrong.get('Set-Cookie')).toBeUndefined();
  });

  it('takes about as much work for nobody as for somebody', async () => {
    // Work, not time: others may have the processor meanwhile.
    const workOf = async (email: string) => {
      const before = process.cpuUsage();
      await login({ email, password: 'Wrong-horse-1' });
      return process.cpuUsage(before).user;
    };
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    const other = await registerUser(server);
    const somebody: number[] = [];
    const nobody: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      somebody.push(await workOf(other.user.email));
      nobody.push(await workOf(`nobody-${round}@example.com`));
    }
    // Without a hash to compare with, it would be a tenth.
    expect(median(nobody)).toBeGreaterThan(median(somebody) / 3);
  });
});

describe('422', () => {
  it('names the bad fields and refuses unknown ones', async () => {
    const response = await login({ email: 'x', remember: true });
    expect(response.status).toBe(422);
    expect(badFields(response)).toEqual(expect.arrayContaining(['email', 'password', '']));
  });
});

describe('429', () => {
  it('stops guessing at one person after ten failures, the right password included, and nobody else', async () => {
    const victim = await registerUser(server);
    const guess = () => login({ email: victim.user.email, password: 'Wrong-horse-1' });
    for (let failed = 0; failed < 10; failed += 1) expect((await guess()).status).toBe(401);
    const refused = await guess();
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ ok: false, code: 'rate_limited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(300);
    expect((await login({ email: victim.user.email, password: victim.password })).status).toBe(429);
    expect((await login({ email: person.user.email, password: person.password })).status).toBe(200);
  });

  it('stops a volley too: of 30 guesses at once, at most ten learn anything', async () => {
    const victim = await registerUser(server);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => login({ email: victim.user.email, password: 'Wrong-horse-1' })),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(20);
  });

  it('refuses the right password while such a volley is still being judged', async () => {
    const victim = await registerUser(server);
    const { email } = victim.user;
    const guesses = Array.from({ length: 15 }, async (_, index) => {
      const { status } = await login({ email, password: `Guess-number-${index}` });
      if (status !== 429) throw new Error('It was judged');
    });
    // One that was too many: the first ten have all been counted.
    await Promise.any(guesses);
    expect((await login({ email, password: victim.password })).status).toBe(429);
    await Promise.allSettled(guesses);
  });
});
