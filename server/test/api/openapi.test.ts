import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { routes } from '../../src/features.ts';
import { errorsMarkdown } from '../../src/http/docs/errors.ts';
import { describeApi, operationIdOf } from '../../src/http/openapi/document.ts';
import type { Method } from '../../src/http/route.ts';
import { errorCodes } from '../../src/lib/errors/error-codes.ts';
import { OpenApiDocument } from '../harness/every-route/openapi-schema.ts';
import { sampleOf, type JsonSchema } from '../harness/every-route/sample.ts';
import {
  createWorld,
  featureCode,
  fillPath,
  idFor,
  planCode,
  type World,
} from '../harness/every-route/world.ts';
import { call, nameOf } from '../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../harness/http/server.ts';

let server: TestServer;
let world: World;
let document: OpenApiDocument;

beforeAll(async () => {
  server = await startTestServer();
  world = await createWorld(server);
  document = OpenApiDocument.parse(await (await fetch(`${server.url}/api/openapi.json`)).json());
});
afterAll(() => server.stop());

/** Every operation of the document as `POST /usage/record`. */
function documented(): string[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map(
      (method) => `${method.toUpperCase()} ${path.replace(/^\/api/, '').replace(/\{(\w+)\}/g, ':$1')}`,
    ),
  );
}

/**
 * Paths of Express that are no operations of the API: its documentation, what operators' machines ask, and where
 * payment providers call back.
 */
const besides = [
  /^GET (\/healthz|\/readyz|\/metrics|\/api\/openapi\.json|\/api\/docs(\/.*)?)$/,
  /^POST \/api\/(webhooks\/stripe|pay\/callback\/\w+)$/,
  /^(GET|POST) \/api\/pay\/sandbox$/,
];

/** Express keeps its routes in layers; a router's handler has layers of its own. */
const Layers = z.array(
  z.object({
    route: z
      .object({
        path: z.union([z.string(), z.array(z.string())]),
        methods: z.record(z.string(), z.boolean()),
      })
      .optional(),
    handle: z.custom<{ stack?: unknown }>((handle) => typeof handle === 'function'),
  }),
);

/** What the running app answers, read out of Express itself. */
function served(): string[] {
  const walk = (stack: unknown): string[] =>
    Layers.parse(stack).flatMap(({ route, handle }) => {
      if (!route) return walk(handle.stack ?? []);
      const names = Object.keys(route.methods).map((method) => method.toUpperCase());
      return [route.path].flat().flatMap((path) => names.map((name) => `${name} ${path}`));
    });
  return walk(createApp(server.ctx, express.Router()).router.stack);
}

describe('the document', () => {
  test('has each route of the table, each path of Express, and nothing else', () => {
    expect(documented().sort()).toEqual(routes.map(nameOf).sort());
    const operations = served().filter((name) => !besides.some((one) => one.test(name)));
    expect(operations.map((name) => name.replace('/api', '')).sort()).toEqual(documented().sort());
  });

  test('is OpenAPI 3.1 with nothing it does not know, and every reference leads somewhere', () => {
    const text = JSON.stringify(document);
    for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
      expect(document.components).toHaveProperty([String(kind), String(name)]);
    }
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('gives each operation an id of its own, its path parameters, and its refusals', () => {
    expect(new Set(routes.map(operationIdOf)).size).toBe(routes.length);
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of Object.values(item)) {
        const given = operation.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
        expect(given.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(given.every(({ required }) => required)).toBe(true);
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['500', '503']));
        if (operation.security?.length !== 0) {
          expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403']));
        }
      }
    }
  });

  test('describes requests that the server reads: a sample of each fits the schema of its route', () => {
    for (const route of routes) {
      const operation = document.paths[`/api${route.path.replace(/:(\w+)/g, '{$1}')}`]?.[route.method];
      const schema = operation?.requestBody?.content[route.bodyType ?? 'application/json']?.schema;
      expect(schema !== undefined).toBe(route.body !== undefined);
      if (schema && route.body) {
        const issues = route.body.safeParse(sampleOf(schema, document.components.schemas)).error?.issues;
        expect({ route: nameOf(route), issues }).toEqual({ route: nameOf(route), issues: undefined });
      }
    }
  });

  test('says that requests are closed: a field that nobody knows is refused', () => {
    const openObjects = (schema: JsonSchema): unknown[] => [
      ...(schema.properties && schema.additionalProperties !== false ? [Object.keys(schema.properties)] : []),
      ...Object.values({ ...schema.properties }).flatMap(openObjects),
      ...[schema.items, ...(schema.anyOf ?? [])].flatMap((inner) => (inner ? openObjects(inner) : [])),
    ];
    for (const { method, path, query } of routes) {
      const operation = document.paths[`/api${path.replace(/:(\w+)/g, '{$1}')}`]?.[method];
      const schema = operation?.requestBody?.content['application/json']?.schema ?? {};
      const name = schema.$ref?.replace('#/components/schemas/', '') ?? '';
      expect({ path, open: openObjects(document.components.schemas[name] ?? schema) }).toEqual({
        path,
        open: [],
      });
      if (query)
        expect({ path, isFit: query.safeParse({ noSuchField: '1' }).success }).toEqual({
          path,
          isFit: false,
        });
    }
  });

  test('gives patterns that mean the same with and without flags, and none beside a format', () => {
    const json = JSON.stringify(document);
    const patterns = [...json.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
      z.string().parse(JSON.parse(text ?? '')),
    );
    expect(json).not.toMatch(/"format":"[^"]*","pattern"|"pattern":"(?:[^"\\]|\\.)*","format"/);
    const texts = ['customer asked', 'line\nbreak', '退款', '😀', 'a\u0000', 'a\u0085', 'k'.repeat(300), ''];
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/\\p\{/);
      const [plain, unicode] = [new RegExp(pattern), new RegExp(pattern, 'u')];
      for (const text of texts) expect(plain.test(text)).toBe(unicode.test(text));
    }
    const words = patterns.filter((pattern) => pattern.includes('u009f'));
    expect(words.length).toBeGreaterThan(0);
    for (const pattern of words) {
      expect([new RegExp(pattern).test('customer asked'), new RegExp(pattern).test('a\u0000')]).toEqual([
        true,
        false,
      ]);
    }
  });

  test('says that a quota which has too little left comes with its numbers', () => {
    const refused = document.paths['/api/usage/record']?.['post']?.responses['429'];
    expect(refused).toEqual({ $ref: '#/components/responses/quota_exceeded' });
    expect(JSON.stringify(document.components.responses['quota_exceeded'])).toMatch(
      /"quota":\{"\$ref":"#\/components\/schemas\/Quota\w*"\}.*"required":\["code","required","left","quota"\]/,
    );
  });

  test('describes the events of a batch, which are judged one by one', () => {
    const batch =
      document.paths['/api/usage/record/batch']?.['post']?.requestBody?.content['application/json'];
    expect(batch?.schema.properties?.['events']?.items).toEqual({ $ref: '#/components/schemas/UsageEvent' });
  });

  test('says where Idempotency-Key and If-Match are honoured', () => {
    const header = (path: string, method: Method) =>
      document.paths[path]?.[method]?.parameters?.find((parameter) => parameter.in === 'header')?.name;
    expect(header('/api/usage/record', 'post')).toBe('Idempotency-Key');
    expect(header('/api/admin/products/plans', 'post')).toBe('Idempotency-Key');
    expect(header('/api/admin/products/plans/{id}', 'put')).toBe('If-Match');
    expect(header('/api/plans', 'get')).toBe('If-None-Match');
  });

  test('tells of the events of the sockets', () => {
    for (const event of [
      'quota:updated',
      'credits:updated',
      'quota:alert',
      'plans:updated',
      'admin:changed',
    ]) {
      expect(document.info.description).toContain(`\`${event}\``);
    }
  });

  test('is the same on each generation, public, and need not be fetched twice', async () => {
    const first = await fetch(`${server.url}/api/openapi.json`);
    expect(await first.text()).toBe(JSON.stringify(describeApi(routes)));
    expect(first.headers.get('cache-control')).toContain('public');
    const tag = first.headers.get('etag') ?? '';
    const second = await fetch(`${server.url}/api/openapi.json`, { headers: { 'if-none-match': tag } });
    expect(second.status).toBe(304);
  });
});

describe('answers', () => {
  test.each(routes.filter((route) => route.method === 'get').map((route) => [nameOf(route), route] as const))(
    '%s answers what it says it answers, to the last field',
    async (_name, route) => {
      const accountId = world.ann.account.id;
      const path = fillPath(route.path, { id: idFor(world, route.path), accountId, featureCode });
      const asked = route.query ? describeQuery(route) : [];
      const takesAccount = asked.includes('accountId');
      const query = new URLSearchParams({
        ...(takesAccount && { accountId }),
        ...(asked.includes('featureCode') && { featureCode }),
        ...(asked.includes('timeZone') && { timeZone: 'Asia/Shanghai' }),
        ...(asked.includes('planCode') && { planCode }),
        ...(asked.includes('productId') && { productId: planCode }),
      });
      const isUsers = 'people' in route.policy && route.policy.people === 'user' && !takesAccount;
      const answer = await call(server, 'get', `${path}?${query.toString()}`, {
        token: isUsers ? world.ann.token : world.admin,
      });
      expect(answer.status).toBe(200);
    },
  );

  function describeQuery(route: (typeof routes)[number]): string[] {
    const operation = document.paths[`/api${route.path.replace(/:(\w+)/g, '{$1}')}`]?.[route.method];
    return (
      operation?.parameters?.filter((parameter) => parameter.in === 'query').map(({ name }) => name) ?? []
    );
  }
});

describe('the pages', () => {
  const pages = ['/api/docs', '/api/docs/errors'];

  test.each(pages)('%s loads everything from here and runs nothing inline', async (page) => {
    const response = await fetch(server.url + page);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toMatch(/https?:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style=|https?:\/\//);
    for (const [, path = ''] of html.matchAll(/(?:src|href)="(\/[^"#]*)"/g)) {
      expect({ path, status: (await fetch(server.url + path)).status }).toEqual({ path, status: 200 });
    }
  });

  test('what a problem names as its type is a section of a page for people', async () => {
    const html = await (await fetch(`${server.url}/api/docs/errors`)).text();
    for (const code of Object.keys(errorCodes)) expect(html).toContain(`<section id="${code}">`);
  });

  test('nothing else of the folders behind them can be fetched', async () => {
    for (const file of [
      'errors.ts',
      'router.ts',
      'index.html',
      'package.json',
      'swagger-initializer.js',
      '..%2fopenapi.ts',
    ]) {
      expect((await fetch(`${server.url}/api/docs/${file}`)).status).toBe(404);
    }
  });

  test('HSTS is sent only where browsers come by https', async () => {
    expect((await fetch(`${server.url}/api/docs`)).headers.get('strict-transport-security')).toBeNull();
    const secure = await startTestServer({
      database: server.database,
      env: { PUBLIC_URL: 'https://meter.example.com' },
    });
    const header = (await fetch(`${secure.url}/api/docs`)).headers.get('strict-transport-security');
    await secure.stop();
    expect(header).toBe('max-age=31536000');
  });

  test('docs/errors.md is fresh (npm run docs --workspace server)', async () => {
    expect(await readFile(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8')).toBe(
      errorsMarkdown(),
    );
  });
});

test('answers of the API are not for browsers to run, frame, guess at or keep', async () => {
  for (const [path, status] of [
    ['/usage/quota-overview', 200],
    ['/usage/no-such-thing', 404],
  ] as const) {
    const { status: got, headers } = await call(server, 'get', path, { token: world.ann.token });
    expect(got).toBe(status);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});
