import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { z } from 'zod';
import type { PlanDraft } from '../../../src/catalog/contract.ts';
import { Check } from '../../../src/metering/states/contract.ts';
import { createFeature, createPlan } from '../catalog/catalog.ts';
import { ApiNode } from '../http/api-node.ts';
import type { Answer } from '../http/contract.ts';
import { startTestServer } from '../http/server.ts';
import { createApiKey, registerUser, signInAdmin, type Person } from '../identity/people.ts';

type PlanOffers = z.input<typeof PlanDraft>['features'];

interface AuditLine {
  action: string;
  actor_kind: string;
  target: string | null;
  reason: string | null;
  details: object;
  request_id: string;
}

/** A whole node with features `calls` and `words` (metered), `export` (boolean), and ways to use it. */
export class MeteringServer extends ApiNode {
  static async start(options: Parameters<typeof startTestServer>[0] = {}): Promise<MeteringServer> {
    const server = await startTestServer(options);
    const admin = await signInAdmin(server);
    const apiKey = await createApiKey(server, admin, [
      'usage:write',
      'usage:read',
      'accounts:write',
      'accounts:read',
      'credits:write',
      'credits:read',
    ]);
    for (const code of ['calls', 'words']) await createFeature(server, admin, { code });
    await createFeature(server, admin, { code: 'export', kind: 'boolean', unit: '' });
    return new MeteringServer(server, admin, apiKey);
  }

  /** An API key with these scopes only. */
  key(...scopes: Parameters<typeof createApiKey>[2]): Promise<string> {
    return createApiKey(this.server, this.admin, scopes);
  }

  /** A plan of its own; 100 calls a month and the export unless told otherwise. */
  plan(features: PlanOffers = defaultOffers): ReturnType<typeof createPlan> {
    return createPlan(this.server, this.admin, { code: `plan-${randomUUID()}`, features });
  }

  /** A host application's account on a plan of its own with these features, on no plan for `null`. */
  async account(
    features: PlanOffers | null = defaultOffers,
    { timeZone = 'UTC' }: { timeZone?: string } = {},
  ): Promise<{ id: string; ref: string; planCode: string | null }> {
    const ref = `ext:${randomUUID()}`;
    const planCode = features === null ? null : (await this.plan(features)).code;
    const body = { name: 'A customer', timeZone, ...(planCode === null ? {} : { planCode }) };
    const made = await this.put(`/admin/accounts/${ref}`, body);
    if (made.status !== 201) throw new Error(`No account was made: ${JSON.stringify(made.body)}`);
    return { id: String(made.body.data.id), ref, planCode };
  }

  /** Somebody who signed up, on a plan of their own with these features. */
  async person(features: PlanOffers = defaultOffers): Promise<Person> {
    const person = await registerUser(this.server);
    const planCode = (await this.plan(features)).code;
    await this.done(this.post(`/admin/accounts/${person.account.id}/plan`, { planCode, reason: 'a test' }));
    return person;
  }

  /** Records; the id. */
  async use(accountId: string, event: object = {}): Promise<string> {
    const data = await this.done(this.post('/usage/record', { accountId, featureCode: 'calls', ...event }));
    return String(data.id);
  }

  /** The quota of a feature as the overview shows it. */
  async quota(accountId: string, featureCode = 'calls'): Promise<ReturnType<typeof JSON.parse>> {
    const { features } = await this.done(this.get(`/usage/quota-overview?accountId=${accountId}`));
    return z
      .array(z.looseObject({ featureCode: z.string() }))
      .parse(features)
      .find((one) => one.featureCode === featureCode);
  }

  /** What was written down about an account, oldest first. */
  async audit(accountId: string): Promise<AuditLine[]> {
    const { rows } = await this.server.ctx.pool.query<AuditLine>(
      `select action, actor_kind, target, reason, details, request_id
       from public.audit_log where account_id = $1 order by at, id`,
      [accountId],
    );
    return rows;
  }

  /** Whether an amount of calls would be accepted. */
  async allows(accountId: string, amount = 1): Promise<boolean> {
    const path = `/usage/check-quota/calls?accountId=${accountId}&amount=${amount}`;
    return Check.parse(await this.done(this.get(path))).allowed;
  }
}

const defaultOffers: PlanOffers = [
  { code: 'calls', quota: 100, resetPeriod: 'monthly' },
  { code: 'export', enabled: true },
];

/** Starts a node for the tests of this file. */
export function useMeteringServer(): () => MeteringServer {
  let server: MeteringServer | undefined;
  beforeAll(async () => {
    server = await MeteringServer.start();
  });
  afterAll(() => server?.server.stop());
  return () => {
    if (!server) throw new Error('The server starts with the first test');
    return server;
  };
}

/** Paths of the fields that a refusal names, in its order. */
export function badFields({ body }: Answer): string[] {
  return z
    .object({ errors: z.array(z.object({ path: z.string() })) })
    .parse(body)
    .errors.map(({ path }) => path);
}

/** A refusal without what differs from request to request: two that are equal here give nothing away. */
export function wordsOf({ status, body }: Answer): object {
  return { httpStatus: status, ...z.looseObject({}).parse(body), instance: undefined };
}

/** The ids of what a list holds, in its order. */
export function idsOf(items: { id: string }[]): string[] {
  return items.map(({ id }) => id);
}

export const unknownId = '00000000-0000-7000-8000-000000000000';
