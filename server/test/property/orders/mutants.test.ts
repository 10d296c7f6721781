import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { OrdersDatabase } from '../../harness/orders/orders.ts';
import { coursesOf, Dice } from './course.ts';
import { mutants } from './mutants.ts';
import { play } from './player.ts';

// The player is worth what it notices.

const functions = join(import.meta.dirname, '../../../sql/functions');
const most = 150;

it.each(mutants)(
  'the player notices where $wrong',
  async ({ file, from, to, needs = [] }) => {
    const db = await OrdersDatabase.open();
    try {
      const text = await readFile(join(functions, file), 'utf8');
      expect(text.split(from)).toHaveLength(2);
      await db.rows(text.replace(from, to));
      const item = await db.package({ days: 3660 });
      let played = 0;
      let faults: string[] = [];
      const telling = coursesOf(5).filter((course) => {
        const paid = course.findIndex((act) => act.startsWith('pay'));
        return paid >= 0 && needs.every((act) => course.indexOf(act) >= paid);
      });
      for (const course of new Dice(3).shuffled(telling).slice(0, most)) {
        played += 1;
        faults = await play(db, item, course, played).catch((error: unknown) => [String(error)]);
        if (faults.length > 0) break;
      }
      expect({ played, faults }).not.toMatchObject({ faults: [] });
    } finally {
      await db.close();
    }
  },
  120_000,
);
