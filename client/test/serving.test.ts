import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestServer, type TestServer } from '@meterstone/server/harness/http/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, redirect: 'manual' });

/** As it comes, which fetch would unpack. */
async function getRaw(path: string, headers: Record<string, string>) {
  const { port } = new URL(server.url);
  const sent = request({ port, host: '127.0.0.1', path, headers }).end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

function unpack(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined) return body;
  return encoding === 'br' ? brotliDecompressSync(body) : gunzipSync(body);
}

/** The largest of the app's scripts. */
async function corePath(): Promise<string> {
  return /"(\/app\/assets\/core-[^"]+\.js)"/.exec(await (await get('/app/')).text())?.[1] ?? '';
}

describe('the app', () => {
  test('is one page at every address below /app/', async () => {
    for (const path of ['/app/', '/app/records', '/app/admin/plans/new?from=x']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.text()).toContain('<div id="root">');
    }
    const bare = await get('/app');
    expect([bare.status, bare.headers.get('location')]).toEqual([308, '/app/']);
  });

  test('lets in no inline script, and styles by a nonce that is never used twice', async () => {
    const nonces = new Set<string>();
    for (let visit = 0; visit < 2; visit += 1) {
      const response = await get('/app/');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("default-src 'none'");
      const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      const html = await response.text();
      expect(html).toContain(`nonce="${nonce}"`);
      expect(html).not.toContain('__CSP_NONCE__');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(2);
  });

  test('says in each of its pages where help is found, where that is set', async () => {
    expect(await (await get('/app/')).text()).not.toContain('name="support"');
    const url = 'mailto:help@example.com?subject="Help"&cc=team@example.com';
    const helped = await startTestServer({ env: { SUPPORT_URL: url } });
    try {
      for (const path of ['/app/', '/app/sign-in', '/app/closed']) {
        expect(await (await fetch(helped.url + path)).text()).toContain(
          '<meta name="support" content="mailto:help@example.com?subject=&quot;Help&quot;&amp;cc=team@example.com" />',
        );
      }
    } finally {
      await helped.stop();
    }
  });

  test('names its icon before any script has run', async () => {
    const html = await (await get('/app/')).text();
    const icon = /<link rel="icon"[^>]* href="([^"]+)"/.exec(html)?.[1] ?? '';
    const response = await get(icon);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  });

  test('has files that browsers keep for ever, and no page where a file is missing', async () => {
    const response = await get(await corePath());
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    await response.arrayBuffer();
    expect((await get('/app/assets/gone.js')).status).toBe(404);
    expect((await get('/app/assets/..%2f..%2f..%2fpackage.json')).status).toBeGreaterThanOrEqual(400);
  });

  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1, br;q=0.5', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('has its files packed when it is built: of %s they take %s', async (accepted, encoding) => {
    const path = await corePath();
    const file = readFileSync(join(import.meta.dirname, '..', path.replace('/app/', 'dist/')));
    const packed = await getRaw(path, { 'accept-encoding': accepted });
    expect(packed.headers['content-encoding']).toBe(encoding);
    expect(packed.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(packed.headers.vary).toBe('Accept-Encoding');
    expect(unpack(packed.body, encoding).equals(file)).toBe(true);
    // Not one that is packed while it is sent, for which there is less time.
    const best = encoding === 'br' ? brotliCompressSync(file) : encoding && gzipSync(file, { level: 9 });
    if (best) expect(packed.body.length).toBeLessThanOrEqual(best.length);
    expect(packed.headers['content-length']).toBe(String(packed.body.length));
  });

  test('has a tag for each way that a file is packed, by which it is not sent again', async () => {
    const path = await corePath();
    const tags = new Set<string>();
    for (const encoding of ['br', 'gzip', 'identity']) {
      const { headers } = await getRaw(path, { 'accept-encoding': encoding });
      const tag = headers.etag ?? '';
      const again = await getRaw(path, { 'accept-encoding': encoding, 'if-none-match': tag });
      expect([again.status, again.body.length, again.headers.vary]).toEqual([304, 0, 'Accept-Encoding']);
      tags.add(tag);
    }
    expect(tags.size).toBe(3);
  });

  test('leaves as they are what is packed already, and what is too small to be', async () => {
    const folder = join(import.meta.dirname, '../dist/assets');
    const font = readdirSync(folder).find((name) => name.endsWith('.woff2')) ?? '';
    const { headers } = await getRaw(`/app/assets/${font}`, { 'accept-encoding': 'br' });
    expect([headers['content-type'], headers['content-encoding']]).toEqual(['font/woff2', undefined]);
    const small = readdirSync(folder).find((name) => statSync(join(folder, name)).size < 1_000) ?? '';
    const sent = await getRaw(`/app/assets/${small}`, { 'accept-encoding': 'br' });
    expect([sent.status, sent.headers['content-encoding']]).toEqual([200, undefined]);
  });
});

describe('the landing page', () => {
  /** As a client that says to have found us at this host, which fetch would not say. */
  async function getAs(host: string, path: string) {
    const { headers, body } = await getRaw(path, { host });
    return { headers, body: body.toString() };
  }

  test.each(['example.com', 'a-b.example:8080', '127.0.0.1:3000', '[::1]:3000'])(
    'names %s as its address where the visitor found it there',
    async (host) => {
      const { body } = await getAs(host, '/en/');
      expect(body).toContain(`<link rel="canonical" href="http://${host}/en/"`);
      expect(body).toContain(`<meta property="og:image" content="http://${host}/og-en.png"`);
      expect(body).not.toContain('origin.invalid');
      expect((await getAs(host, '/sitemap.xml')).body).toContain(`<loc>http://${host}/zh-CN/</loc>`);
      expect((await getAs(host, '/robots.txt')).body).toContain(`Sitemap: http://${host}/sitemap.xml`);
    },
  );

  test.each(['evil"><script>', 'a<b', 'a b', 'user@evil.example', 'evil.example/path', 'a&b', '[::1', 'a:b'])(
    'names no address where the host is %s',
    async (host) => {
      for (const path of ['/en/', '/sitemap.xml', '/robots.txt']) {
        expect((await getAs(host, path)).body).not.toContain(`//${host}`);
      }
      expect((await getAs(host, '/en/')).body).toContain('<link rel="canonical" href="/en/"');
    },
  );

  test('has a tag that tells hosts apart and stays what it is', async () => {
    const tagOf = async (host: string) => (await getAs(host, '/en/')).headers.etag;
    expect(await tagOf('one.example')).toBe(await tagOf('one.example'));
    expect(await tagOf('one.example')).not.toBe(await tagOf('two.example'));
  });

  test('comes over a connection that lasts longer than a proxy keeps one', async () => {
    expect((await getAs('example.com', '/en/')).headers['keep-alive']).toBe('timeout=65');
  });

  test('lets sitemap and robots be kept for an hour', async () => {
    for (const path of ['/sitemap.xml', '/robots.txt']) {
      expect((await get(path)).headers.get('cache-control')).toBe('public, max-age=3600');
    }
  });
});

describe('the build', () => {
  test('is for production, though Jest says test', () => {
    const folder = join(import.meta.dirname, '../dist/assets');
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const saying = (words: string) =>
      scripts.filter((name) => readFileSync(join(folder, name), 'utf8').includes(words));
    expect(saying('createRoot')).not.toEqual([]);
    // What React says in its other build.
    expect(saying('Download the React DevTools')).toEqual([]);
  });

  test('is done once for the same sources, whatever else lies beside them', () => {
    const stray = join(import.meta.dirname, '../stray-report.json');
    writeFileSync(stray, '{}');
    try {
      const script = join(import.meta.dirname, '../../server/scripts/build-pages.ts');
      expect(execFileSync(process.execPath, [script], { encoding: 'utf8' })).toBe('');
    } finally {
      rmSync(stray);
    }
  });
});

describe('what is neither page nor API', () => {
  test('is not found: in words for people, as a problem for programs', async () => {
    const page = await get('/nothing/here', { accept: 'text/html,*/*;q=0.8' });
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('There is no such page');
    expect((await get('/api/nothing', { accept: 'text/html' })).headers.get('content-type')).toContain(
      'problem',
    );

    const response = await get('/nothing/here');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});
