import { randomUUID } from 'node:crypto';
import { createPlan, updatePlan } from '../../harness/catalog/catalog.ts';
import type { Reachable } from '../../harness/identity/people.ts';
import { between, pick } from '../../harness/load/load.ts';
import { offersOf, type MeteredAccounts } from '../../harness/metering/metered-accounts.ts';
import type { QuotaHistory } from './quota-history.ts';

interface Plan {
  id: string;
  code: string;
  quotas: Record<string, number>;
  resetPeriod: 'daily' | 'monthly';
}

interface Quotas {
  least: number;
  most: number;
}

interface Options extends Quotas {
  /** What the plan that all have at first offers. */
  first: Record<string, number>;
  /** Resolves when all accounts have what was published: where some of them are in use, that goes on in turns. */
  published: () => Promise<void>;
}

/** An override before it is lifted; two of them, so that some stay. */
const kinds = ['override', 'override', 'lift', 'switch', 'publish', 'reset period'] as const;

/** An admin who keeps changing what accounts may use, and knows what they may. */
export class PlanChanges {
  readonly #nodes: readonly Reachable[];
  readonly #metered: MeteredAccounts;
  readonly #history: QuotaHistory;
  readonly #quotas: Quotas;
  readonly #published: () => Promise<void>;
  readonly #plans: Plan[];
  readonly #planOf = new Map<string, Plan>();
  readonly #overrides = new Map<string, number>();
  #turn = 0;
  /** How often each kind of change was made. */
  readonly made: Record<string, number> = {};

  private constructor(
    nodes: readonly Reachable[],
    metered: MeteredAccounts,
    history: QuotaHistory,
    { least, most, published }: Omit<Options, 'first'>,
    plans: Plan[],
  ) {
    this.#nodes = nodes;
    this.#metered = metered;
    this.#history = history;
    this.#quotas = { least, most };
    this.#published = published;
    this.#plans = plans;
    for (const accountId of metered.accountIds) this.#planOf.set(accountId, plans[0]!);
    this.#noteAll(0, performance.now());
  }

  static async create(
    nodes: readonly Reachable[],
    metered: MeteredAccounts,
    history: QuotaHistory,
    { least, most, first, published }: Options,
  ): Promise<PlanChanges> {
    const second = Object.fromEntries(Object.keys(first).map((feature) => [feature, between(least, most)]));
    const plan = await createPlan(nodes[0]!, metered.adminToken, {
      code: `second-${randomUUID()}`,
      features: offersOf(
        Object.fromEntries(Object.entries(second).map(([code, quota]) => [code, { quota }])),
      ),
    });
    return new PlanChanges(nodes, metered, history, { least, most, published }, [
      { id: metered.planId, code: metered.planCode, quotas: { ...first }, resetPeriod: 'monthly' },
      { id: plan.id, code: plan.code, quotas: second, resetPeriod: 'monthly' },
    ]);
  }

  /** Makes one change, of the kind whose turn it is, and waits for its answer. */
  async makeOne(): Promise<void> {
    // Every kind has its turn before any comes again, however few there are on a slow machine.
    const kind = kinds[this.#turn++ % kinds.length]!;
    const held = [...this.#overrides.keys()];
    const key =
      kind === 'lift' && held.length > 0
        ? pick(held)
        : `${pick(this.#metered.accountIds)}:${pick(Object.keys(this.#plans[0]!.quotas))}`;
    const [accountId = '', feature = ''] = key.split(':');
    const asked = performance.now();
    switch (kind) {
      case 'override': {
        const quota = this.#anyQuota();
        await this.#ask('PUT', `/accounts/${accountId}/overrides/${feature}`, { quota, reason: 'test' });
        this.#overrides.set(key, quota);
        break;
      }
      case 'lift':
        this.#overrides.delete(key);
        await this.#ask('DELETE', `/accounts/${accountId}/overrides/${feature}`, { reason: 'test' });
        break;
      case 'switch': {
        const plan = pick(this.#plans);
        await this.#ask('POST', `/accounts/${accountId}/plan`, { planCode: plan.code, reason: 'test' });
        this.#planOf.set(accountId, plan);
        break;
      }
      default:
        await this.#publish(pick(this.#plans), feature, kind);
    }
    this.made[kind] = (this.made[kind] ?? 0) + 1;
    this.#noteAll(asked, performance.now());
  }

  async #publish(plan: Plan, feature: string, kind: 'publish' | 'reset period'): Promise<void> {
    if (kind === 'publish') plan.quotas[feature] = this.#anyQuota();
    else plan.resetPeriod = plan.resetPeriod === 'daily' ? 'monthly' : 'daily';
    const { resetPeriod } = plan;
    await updatePlan(pick(this.#nodes), this.#metered.adminToken, plan.id, {
      features: offersOf(
        Object.fromEntries(
          Object.entries(plan.quotas).map(([code, quota]) => [code, { quota, resetPeriod }]),
        ),
      ),
    });
    await this.#published();
  }

  #anyQuota(): number {
    return between(this.#quotas.least, this.#quotas.most);
  }

  #noteAll(asked: number, confirmed: number): void {
    for (const [accountId, plan] of this.#planOf) {
      for (const [feature, planQuota] of Object.entries(plan.quotas)) {
        const quota = this.#overrides.get(`${accountId}:${feature}`) ?? planQuota;
        this.#history.note(accountId, feature, quota, asked, confirmed);
      }
    }
  }

  async #ask(method: string, path: string, body: object): Promise<void> {
    const response = await fetch(`${pick(this.#nodes).url}/api/admin${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#metered.adminToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  }
}
