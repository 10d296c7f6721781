import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { routes as allRoutes } from '../../../src/features.ts';
import { waitUntil } from '../../harness/clock/wait.ts';
import { OpenApiDocument } from '../../harness/every-route/openapi-schema.ts';
import { createWorld } from '../../harness/every-route/world.ts';
import { expectProblem, findRoute, nameOf } from '../../harness/http/contract.ts';
import { startTestServer, type TestServer } from '../../harness/http/server.ts';
import { brokenRequests, requestsWithText } from './broken-request.ts';
import { digestOf } from './digest.ts';
import { refusalOf } from './refusal.ts';
import type { BrokenRequest, Caller } from './request.ts';
import { createWire, type Wire, type WireAnswer } from './wire.ts';

/** What takes a file instead of JSON has tests of its own. */
const routes = allRoutes.filter(({ bodyType }) => bodyType === undefined);

/** At least this many are sent; the long run asks for 20,000 and more. */
const wanted = Number(process.env['FUZZ_REQUESTS'] ?? 600);
/** Sent together, then the state is looked at. */
const perRun = 20;

let server: TestServer;
let wire: Wire;
let document: OpenApiDocument;
let tokens: Record<Caller, string | undefined>;

beforeAll(async () => {
  server = await startTestServer();
  wire = createWire(server.url);
  const { admin, ann, apiKey } = await createWorld(server);
  tokens = { nobody: undefined, user: ann.token, admin, apiKey };
  document = OpenApiDocument.parse(await (await fetch(`${server.url}/api/openapi.json`)).json());
  // What the making of the world has set off must have come to rest.
  await waitUntil(async () => {
    const { rows } = await server.ctx.pool.query('select 1 from outbox where sent_at is null');
    return rows.length === 0;
  });
});
afterAll(async () => {
  wire.close();
  await server.stop();
});

const sent: Record<string, number> = {};

async function send({ route, caller, target, headers, body }: BrokenRequest): Promise<WireAnswer> {
  const token = tokens[caller];
  return wire.send({
    method: route.method.toUpperCase(),
    path: `/api${target}`,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    body,
  });
}

/** Refused as it must be: by 4xx, in the form of a problem; each event of a batch for itself. */
async function expectRefused(broken: BrokenRequest): Promise<void> {
  const why = refusalOf(broken) ?? '';
  const { route, caller, target, breakage } = broken;
  const answer = await send(broken);
  sent[why] = (sent[why] ?? 0) + 1;
  const body: unknown = JSON.parse(answer.text);
  if (why === 'batch') {
    expect({ status: answer.status, body }).toMatchObject({ status: 200, body: { data: { recorded: 0 } } });
    return;
  }
  const said = { route: nameOf(route), caller, why, breakage, text: answer.text.slice(0, 300) };
  expect({ ...said, kind: Math.floor(answer.status / 100) }).toEqual({ ...said, kind: 4 });
  expectProblem({ ...answer, body }, findRoute(route.method, target.split('?', 1)[0] ?? ''));
}

/** Whatever comes of it, it is not our fault, and a refusal has its form. */
async function expectNoFault(broken: BrokenRequest): Promise<void> {
  const { route, caller, target, breakage } = broken;
  const answer = await send(broken);
  const said = { route: nameOf(route), caller, breakage, text: answer.text.slice(0, 300) };
  expect({ ...said, isFault: answer.status >= 500 }).toEqual({ ...said, isFault: false });
  if (answer.status < 400) return;
  const served = findRoute(route.method, target.split('?', 1)[0] ?? '');
  expectProblem({ ...answer, body: JSON.parse(answer.text) }, served);
}

function volleysOf(filter: (broken: BrokenRequest) => boolean): fc.Arbitrary<BrokenRequest[]> {
  const any = fc.oneof(
    ...routes.map((route) => ({ weight: route.body ? 3 : 1, arbitrary: brokenRequests(route, document) })),
  );
  return fc.array(any.filter(filter), { minLength: perRun, maxLength: perRun });
}

async function all(
  requests: BrokenRequest[],
  check: (broken: BrokenRequest) => Promise<void>,
): Promise<void> {
  for (const result of await Promise.allSettled(requests.map(check))) {
    if (result.status === 'rejected') throw result.reason;
  }
}

// Shrinking would look at a state that has changed already.
const settings = { numRuns: Math.ceil(wanted / perRun), endOnFailure: true, reporter: report };
const patienceMs = 60_000 + wanted * 50;

test(
  `of ${wanted} broken requests each is refused in good form, and none changes anything`,
  async () => {
    const volleys = volleysOf((broken) => refusalOf(broken) !== undefined);
    const before = await digestOf(server.ctx.pool);
    await fc.assert(
      fc.asyncProperty(volleys, async (requests) => {
        await all(requests, expectRefused);
        expect(await digestOf(server.ctx.pool)).toEqual(before);
      }),
      settings,
    );
    const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(wanted);
    if (wanted > 600) console.info(`${total} broken requests, by why they were refused:`, sent);
  },
  patienceMs,
);

test('what nests deeper than the stack is refused, wherever anything may stand', async () => {
  const deep = '['.repeat(20_000) + ']'.repeat(20_000);
  const deeper = `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`;
  const inMetadata = `{"accountId":"ext:acme","featureCode":"api_calls","metadata":{"deep":${deep}}}`;
  for (const [path, body] of [
    ['/usage/record', inMetadata],
    ['/usage/record/batch', `{"events":[${inMetadata}]}`],
    ['/usage/record/batch', `{"events":[${deep}]}`],
    ['/usage/record/batch', `{"events":[{"metadata":${deeper}}]}`],
    ['/admin/accounts/ext:acme', `{"name":${deep}}`],
  ] as const) {
    const answer = await wire.send({
      method: path.startsWith('/admin') ? 'PUT' : 'POST',
      path: `/api${path}`,
      headers: { authorization: `Bearer ${tokens.apiKey}`, 'content-type': 'application/json' },
      body: Buffer.from(body),
    });
    const parsed = JSON.parse(answer.text);
    if (path.endsWith('batch')) expect(parsed).toMatchObject({ data: { rejected: 1 } });
    else expect(parsed).toMatchObject({ code: 'invalid_input', status: 422 });
  }
});

test(
  `of ${wanted} strange requests that are well-formed none ends in a fault of ours`,
  async () => {
    // Signing out would end the session of all that follow.
    const volleys = volleysOf(
      (broken) => refusalOf(broken) === undefined && broken.route.path !== '/auth/logout',
    );
    await fc.assert(
      fc.asyncProperty(volleys, (requests) => all(requests, expectNoFault)),
      settings,
    );
  },
  patienceMs,
);

/** What JSON, UTF-8, Postgres's text and its jsonb each judge differently. */
const sharpTexts = [
  'a\0b',
  '\ud800',
  'a\udc00b',
  '\uffff',
  '\u0085',
  '\u2028',
  '\ufeff',
  'e\u0301',
  '💩',
  '\x7f',
];

test('each text of each request bears every character, or refuses it', async () => {
  const requests = routes
    .filter((route) => route.path !== '/auth/logout')
    .flatMap((route) => sharpTexts.flatMap((text) => requestsWithText(route, document, text)));
  for (let at = 0; at < requests.length; at += perRun)
    await all(requests.slice(at, at + perRun), expectNoFault);
});

/** The one request that failed, in words; fast-check would print buffers. */
function report(details: fc.RunDetails<[BrokenRequest[]]>): void {
  if (!details.failed) return;
  const requests = (details.counterexample?.[0] ?? []).map(
    ({ route, caller, target, headers, body, breakage }) =>
      `${nameOf(route)} by ${caller}, ${breakage}\n  ${target.slice(0, 300)} ${JSON.stringify(headers)}\n  ${body?.toString('latin1', 0, 300) ?? ''}`,
  );
  const error =
    details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  throw new Error(
    `seed ${details.seed}, path ${details.counterexamplePath}\n${error}\n${requests.join('\n')}`,
  );
}
