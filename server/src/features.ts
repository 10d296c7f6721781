import type { Closer, Context } from './base-context.ts';
import { catalog } from './catalog/feature.ts';
import { combineCatalogHooks, type CatalogHooks } from './catalog/hooks.ts';
import type { CreditsContext } from './credits/context.ts';
import { credits } from './credits/feature.ts';
import { health } from './health/feature.ts';
import type { HealthContext } from './health/service.ts';
import type { Route } from './http/route.ts';
import { combineAccountHooks, type AccountHooks } from './identity/accounts/hooks.ts';
import { identity } from './identity/feature.ts';
import type { FeatureName } from './import-order.ts';
import { insights } from './insights/feature.ts';
import type { InsightsContext } from './insights/service.ts';
import { forgetIdempotencyKeys } from './jobs/forget-idempotency-keys.ts';
import { forgetOutbox } from './jobs/forget-outbox.ts';
import type { Job } from './jobs/scheduler.ts';
import type { MeteringContext } from './metering/context.ts';
import { metering } from './metering/feature.ts';
import { operations } from './operations/feature.ts';
import type { JobsContext } from './operations/jobs/service.ts';
import { accountClosing } from './orders/closing.ts';
import { orders } from './orders/feature.ts';
import type { PaymentsContext } from './payments/context.ts';
import { payments } from './payments/feature.ts';

/** The context of every layer, with what each feature adds to it. */
export interface FeaturesContext
  extends CreditsContext, MeteringContext, PaymentsContext, InsightsContext, HealthContext, JobsContext {}

/** What each feature brings, in a file `feature.ts`. What it adds to the context comes from its `build`, below. */
interface Feature {
  name: FeatureName;
  routes: readonly Route<FeaturesContext>[];
  /** What runs by the clock, once for all nodes. */
  jobs: readonly Job<FeaturesContext>[];
  /** What it does when features before it ask those that come after them. */
  hooks: { accounts?: Partial<AccountHooks>; catalog?: Partial<CatalogHooks> };
  /**
   * Begins what each node does besides answering requests and doing jobs; returns how to end it. Called once, when the
   * context is there and before the outbox is pumped.
   */
  start: (ctx: FeaturesContext) => readonly Closer[];
}

/** In order of dependence, see `import-order.ts`. */
export const features: readonly Feature[] = [
  identity,
  catalog,
  credits,
  metering,
  orders,
  payments,
  insights,
  health,
  operations,
];

const hot: readonly Feature[] = [metering, credits];

/** Every operation of the API. The router tries them in order, so those on the way of every use stand first. */
export const routes: readonly Route<FeaturesContext>[] = [
  ...hot,
  ...features.filter((feature) => !hot.includes(feature)),
].flatMap((feature) => feature.routes);

/** Everything that runs by the clock. */
export const jobs: readonly Job<FeaturesContext>[] = [
  forgetOutbox,
  forgetIdempotencyKeys,
  ...features.flatMap((feature) => feature.jobs),
];

/** Makes what each feature keeps on a node, one on top of the other; `closers` gets how to let go of it. */
export async function buildFeatures(base: Context, closers: Closer[]): Promise<FeaturesContext> {
  const hooks = {
    accountHooks: combineAccountHooks(features.flatMap((feature) => feature.hooks.accounts ?? [])),
    accountClosing,
    catalogHooks: combineCatalogHooks(features.flatMap((feature) => feature.hooks.catalog ?? [])),
  };
  const withIdentity = { ...base, ...hooks, ...identity.build(base) };
  const withCatalog = { ...withIdentity, ...(await catalog.build(withIdentity)) };
  closers.push(() => withCatalog.catalog.close());
  const withCredits = { ...withCatalog, ...credits.build(withCatalog) };
  closers.push(() => withCredits.ledger.close());
  const withMetering = { ...withCredits, ...(await metering.build(withCredits)) };
  closers.push(() => withMetering.meter.close());
  const withOrders = { ...withMetering, ...orders.build(withMetering) };
  const withPayments = { ...withOrders, ...(await payments.build(withOrders)) };
  return { ...withPayments, ...insights.build(withPayments), ...health.build(), ...operations.build(jobs) };
}
