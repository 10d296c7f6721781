import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { sqlstateOf } from '../../db/sqlstate.ts';
import { BootError } from '../../lib/boot-error.ts';
import { startOf, type Month } from './month.ts';

const lockNotAvailable = '55P03';
const attempts = 50;

/** Puts a month that stands apart back among the records, without making any use wait. */
export async function attachMonth(client: pg.ClientBase, month: Month): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query('begin');
      await client.query(`set local lock_timeout = '100ms'`);
      await client.query('select public.attach_usage_month($1::timestamptz)', [startOf(month)]);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      if (sqlstateOf(error) !== lockNotAvailable) throw error;
      if (attempt === attempts) {
        throw new BootError(
          `${month} stands apart, as a long transaction is in the way: restore it again after that`,
        );
      }
      await delay(Math.random() * 200);
    }
  }
}
