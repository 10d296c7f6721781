import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { announce } from './announce.ts';

/** The engine's own function, prepared, one call a request, behind the same Express: what coalescing must not cost. */
const pool = new pg.Pool({ connectionString: process.env['BENCH_DATABASE_URL'], max: 20 });
const app = express();
app.use(express.json());
app.post('/api/usage/record', async (req, res) => {
  const {
    accountId,
    featureCode,
    amount,
    idempotencyKey,
  }: {
    accountId: string;
    featureCode: string;
    amount: number;
    idempotencyKey: string;
  } = req.body;
  const { rows } = await pool.query<object>({
    name: 'record',
    text: `select * from public.record_feature_usage_many(
      array[(select account_id from account_external_ids where external_id = $1)], array[$2], array[$3::bigint],
      array[$4], array[null::timestamptz], array[null::jsonb])`,
    values: [accountId.slice(4), featureCode, amount, idempotencyKey],
  });
  res.status(201).json({ ok: true, data: rows[0] });
});
announce(createServer(app));
