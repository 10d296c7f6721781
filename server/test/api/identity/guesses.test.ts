import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { registerUser } from '../../harness/identity/people.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { TRUST_PROXY: '1' } });
});
afterAll(() => server.stop());

interface Try {
  email: string;
  password?: string;
  /** As the proxy tells it. */
  ip?: string;
  cookie?: string;
}

const login = ({ email, password = 'Wrong-horse-1', ip = '203.0.113.7', cookie = '' }: Try) =>
  request(server.url)
    .post('/api/auth/login')
    .set({ 'x-forwarded-for': ip, cookie })
    .send({ email, password });

/** All cookies that an answer sets, as the browser sends them back. */
const cookiesOf = (response: request.Response) =>
  (response.get('Set-Cookie') ?? []).map((line) => line.split(';')[0]).join('; ');

async function statuses(count: number, attempt: (index: number) => Promise<request.Response>) {
  const found: number[] = [];
  for (let index = 0; index < count; index += 1) found.push((await attempt(index)).status);
  return found;
}

describe('guessing at one person', () => {
  it('from many addresses of one IPv6 network counts as from one', async () => {
    const { user } = await registerUser(server);
    const found = await statuses(11, (index) =>
      login({ email: user.email, ip: `2001:db8:1:2:${index + 1}::${index + 1}` }),
    );
    expect(found).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    expect((await login({ email: user.email, ip: '2001:db8:1:3::1' })).status).toBe(401);
  });

  it('by IPv4 in both its spellings counts as from one', async () => {
    const { user } = await registerUser(server);
    const found = await statuses(11, (index) =>
      login({ email: user.email, ip: index % 2 ? '198.51.100.9' : '::ffff:198.51.100.9' }),
    );
    expect(found.at(-1)).toBe(429);
  });

  it.each(['known', 'unknown'])(
    'from everywhere ends after fifty failures, alike for %s ones',
    async (kind) => {
      const email = kind === 'known' ? (await registerUser(server)).user.email : 'nobody-at-all@example.com';
      const found = await statuses(51, (index) => login({ email, ip: `192.0.2.${index + 1}` }));
      expect(found).toEqual([...Array.from({ length: 50 }, () => 401), 429]);
    },
  );

  it('keeps the person out of no device where they have signed in, not at the same address either', async () => {
    const { user, password } = await registerUser(server);
    const signedIn = await login({ email: user.email, password });
    const cookie = cookiesOf(signedIn);
    const found = await statuses(51, (index) => login({ email: user.email, ip: `192.0.2.${index + 1}` }));
    expect(found.at(-1)).toBe(429);
    await statuses(11, () => login({ email: user.email }));
    expect((await login({ email: user.email, password })).status).toBe(429);
    expect((await login({ email: user.email, password, cookie })).status).toBe(200);
  });

  it('on a device of theirs ends after ten failures, and signing in again sets none back', async () => {
    const { user, password } = await registerUser(server);
    let cookie = cookiesOf(await login({ email: user.email, password }));
    await statuses(5, () => login({ email: user.email, cookie }));
    cookie = cookiesOf(await login({ email: user.email, password, cookie }));
    const found = await statuses(6, () => login({ email: user.email, cookie }));
    expect(found).toEqual([401, 401, 401, 401, 401, 429]);
    // The stranger's limits are untouched by it.
    expect((await login({ email: user.email })).status).toBe(401);
  });

  it('gains nothing by a cookie of somebody else, or one made by hand', async () => {
    const victim = await registerUser(server);
    const thief = await registerUser(server);
    const own = cookiesOf(await login({ email: thief.user.email, password: thief.password }));
    const name = (cookies: string) => /(\w+_device_\w+)=/.exec(cookies)?.[1] ?? '';
    const theirs = cookiesOf(await login({ email: victim.user.email, password: victim.password }));
    const forged = own.replace(name(own), name(theirs));
    const found = await statuses(11, (index) =>
      login({
        email: victim.user.email,
        ip: '203.0.113.99',
        cookie: index % 2 ? forged : `${name(theirs)}=x.y`,
      }),
    );
    expect(found.at(-1)).toBe(429);
  });
});

describe('the cookie of a device', () => {
  it('is out of reach for scripts and other sites, lasts, and says nothing of the person', async () => {
    const { user, password } = await registerUser(server);
    const lines = (await login({ email: user.email, password })).get('Set-Cookie') ?? [];
    const line = lines.find((one) => one.startsWith('meterstone_device_')) ?? '';
    expect(line).toMatch(/; Max-Age=34560000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/);
    expect(line).not.toContain(user.id);
  });

  it('of an older password knows nobody, and the one that changed it stays known', async () => {
    const { user, password, token } = await registerUser(server);
    const old = cookiesOf(await login({ email: user.email, password }));
    const changed = await request(server.url)
      .post('/api/auth/password')
      .auth(token, { type: 'bearer' })
      .send({ currentPassword: password, newPassword: 'Another-horse-2' });
    const fresh = cookiesOf(changed);
    await statuses(10, () => login({ email: user.email }));
    const right = { email: user.email, password: 'Another-horse-2' };
    expect((await login({ ...right, cookie: old })).status).toBe(429);
    expect((await login({ ...right, cookie: fresh })).status).toBe(200);
  });

  it('one of many shares a limit with the others', async () => {
    const { user, password } = await registerUser(server);
    const cookies: string[] = [];
    for (let device = 0; device < 6; device += 1)
      cookies.push(cookiesOf(await login({ email: user.email, password })));
    const found = await statuses(54, (index) =>
      login({ email: user.email, cookie: cookies[Math.floor(index / 9)] ?? '' }),
    );
    expect(found).toEqual([
      ...Array.from({ length: 50 }, () => 401),
      ...Array.from({ length: 4 }, () => 429),
    ]);
  });

  it('opens nothing by itself', async () => {
    const { user, password } = await registerUser(server);
    const [, device = ''] = cookiesOf(await login({ email: user.email, password })).split('; ');
    const refreshed = await request(server.url).post('/api/auth/refresh').set('cookie', device);
    expect(refreshed.status).toBe(401);
  });
});

describe('guessing at the current password by a stolen access token', () => {
  it('keeps the person from changing it on no device of theirs', async () => {
    const { user, password, token } = await registerUser(server);
    const cookie = cookiesOf(await login({ email: user.email, password }));
    const change = (currentPassword: string, sent = '') =>
      request(server.url)
        .post('/api/auth/password')
        .auth(token, { type: 'bearer' })
        .set('cookie', sent)
        .send({ currentPassword, newPassword: 'Another-horse-2' });
    const found = await statuses(11, () => change('Wrong-horse-1'));
    expect(found).toEqual([...Array.from({ length: 10 }, () => 422), 429]);
    expect((await change(password, cookie)).status).toBe(200);
  });
});
