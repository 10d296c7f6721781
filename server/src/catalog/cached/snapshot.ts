import type { Context } from '../../base-context.ts';
import { entityTagOf } from '../../http/entity-tag.ts';
import { hintsMissed } from '../../realtime/bus.ts';
import { emitPlansUpdated } from '../catalog-messages.ts';
import type { Plan } from '../contract.ts';
import { readCatalog, readRevision, type CatalogRow, type FeatureSummary } from './queries.ts';
import { toVisible } from './visible.ts';

/** The catalog as it was at one revision. */
interface CatalogSnapshot {
  revision: number;
  /** Active plans in order, as everybody sees them. */
  plans: Plan[];
  /** Entity tag of `plans`. */
  plansTag: string;
  features: ReadonlyMap<string, FeatureSummary>;
}

/** This node's picture of the catalog, kept fresh. */
export interface Catalog {
  /** The picture at hand, which lags behind other nodes' changes by milliseconds, at worst by seconds. */
  readonly snapshot: CatalogSnapshot;
  /** The picture after any refresh that is under way. */
  current(): Promise<CatalogSnapshot>;
  /** Resolves once the picture holds all that was committed before the call; keeps the old one if that fails. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Hints may get lost; after this long a node looks for itself. */
const lookAgainMs = 3_000;

type CatalogSource = Pick<Context, 'db' | 'bus' | 'live' | 'logger' | 'onOutbox'>;

/**
 * Reads the catalog, and reads it again at each hint on the bus, and by itself every few seconds. Passes changes on
 * to browsers as `plans:updated`. Call once a node, before the outbox is pumped.
 */
export async function loadCatalog(ctx: CatalogSource): Promise<Catalog> {
  let snapshot = toSnapshot(await readCatalog(ctx.db));
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      const row = await readCatalog(ctx.db);
      // An older read may come back after a newer one.
      if (row.revision > snapshot.revision) snapshot = toSnapshot(row);
    } catch (error) {
      ctx.logger.warn({ err: error }, 'the catalog could not be read again; the last picture stays');
    }
  }

  function refresh(): Promise<void> {
    if (running) {
      // The read under way may have begun before the caller's commit, so one more follows, for all who wait.
      next ??= running.then(() => {
        next = undefined;
        return refresh();
      });
      return next;
    }
    running = load().finally(() => {
      running = undefined;
    });
    return running;
  }

  let looking: Promise<void> | undefined;
  async function look(): Promise<void> {
    try {
      if ((await readRevision(ctx.db)) > snapshot.revision) await refresh();
    } catch (error) {
      ctx.logger.warn({ err: error }, 'the revision of the catalog could not be read');
    }
  }

  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, lookAgainMs);
  timer.unref();
  ctx.bus.on('catalog.changed', () => void refresh());
  ctx.bus.on(hintsMissed, () => void refresh());
  ctx.onOutbox('catalog.changed', (payload) => {
    emitPlansUpdated(ctx, payload);
  });

  return {
    get snapshot() {
      return snapshot;
    },
    async current() {
      await (next ?? running);
      return snapshot;
    },
    refresh,
    async close() {
      clearInterval(timer);
      await looking;
      await (next ?? running);
    },
  };
}

function toSnapshot({ revision, plans, features }: CatalogRow): CatalogSnapshot {
  const visible = plans.map((plan) => ({ ...plan, features: plan.features.map(toVisible) }));
  return {
    revision,
    plans: visible,
    plansTag: entityTagOf(visible),
    features: new Map(features.map((feature) => [feature.code, feature])),
  };
}
