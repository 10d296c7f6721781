import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { announce } from './announce.ts';

/** What most products ship: one transaction of four statements a request. The tables are made by the suite. */
const pool = new pg.Pool({ connectionString: process.env['BENCH_DATABASE_URL'], max: 20 });
const app = express();
app.use(express.json());
app.post('/api/usage/record', async (req, res) => {
  const {
    accountId,
    amount,
    idempotencyKey,
  }: {
    accountId: string;
    amount: number;
    idempotencyKey: string;
  } = req.body;
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ used: string; quota: string }>(
      'select used, quota from naive_usage where account = $1 for update',
      [accountId],
    );
    const used = Number(rows[0]?.used) + amount;
    if (used > Number(rows[0]?.quota)) {
      await client.query('rollback');
      res.status(429).json({ ok: false });
      return;
    }
    await client.query('update naive_usage set used = $2 where account = $1', [accountId, used]);
    await client.query('insert into naive_records (account, key, amount) values ($1, $2, $3)', [
      accountId,
      idempotencyKey,
      amount,
    ]);
    await client.query('commit');
    res.status(201).json({ ok: true, data: { used } });
  } finally {
    client.release();
  }
});
announce(createServer(app));
