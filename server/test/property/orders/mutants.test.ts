import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { OrdersDatabase } from '../../harness/orders/orders.ts';
import { coursesOf, Dice } from './course.ts';
import { mutants } from './mutants.ts';
import { play } from './player.ts';

// The player is worth what it notices.

const functions = join(import.meta.dirname, '../../../sql/functions');
/** Far more than most need: what is told at once meets by chance, so that a course is played again by other dice. */
const most = 600;

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
      const courses = new Dice(3).shuffled(telling);
      while (faults.length === 0 && played < most) {
        const course = courses[played % courses.length] ?? [];
        played += 1;
        faults = await play(db, item, course, played).catch((error: unknown) => [String(error)]);
      }
      expect({ played, faults }).not.toMatchObject({ faults: [] });
    } finally {
      await db.close();
    }
  },
  600_000,
);
