import express, { type Router } from 'express';
import type pg from 'pg';
import { isMigrated } from '../../db/migrations/migrate.ts';
import { AppError } from '../../lib/app-error.ts';
import { registry } from './metrics.ts';

/** A probe that waits longer than this has its answer: not ready. */
const patienceMs = 3_000;

/**
 * What operators' machines ask: `/healthz` (the process answers), `/readyz` (the database answers and is migrated;
 * else 503) and `/metrics` (Prometheus). Outside `/api` and without sign-in: a proxy should keep them from the public.
 */
export function createHealthRouter({ pool }: { pool: pg.Pool }): Router {
  const router = express.Router();
  const checkReady = createReadyCheck(pool);

  router.get('/healthz', (_req, res) => {
    answer(res, { status: 'alive' });
  });
  router.get('/readyz', async (_req, res) => {
    await checkReady();
    answer(res, { status: 'ready' });
  });
  router.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

function answer(res: express.Response, data: object): void {
  res.set('Cache-Control', 'no-store').json({ ok: true, data });
}

/** Probes that come together share one look at the database, so that they cannot use up its connections. */
function createReadyCheck(pool: pg.Pool): () => Promise<void> {
  let migrated = false;
  let underWay: Promise<void> | undefined;

  async function look(): Promise<void> {
    await pool.query('select 1');
    migrated ||= await isMigrated(pool);
    if (!migrated)
      throw new AppError('unavailable', { detail: 'The database is not migrated', retryAfterSeconds: 1 });
  }

  return () => {
    underWay ??= withPatience(look()).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

async function withPatience(look: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new AppError('unavailable', { detail: 'The database does not answer', retryAfterSeconds: 1 }));
  }, patienceMs);
  try {
    await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
  }
}
