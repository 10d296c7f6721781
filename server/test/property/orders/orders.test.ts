import { expect, it } from '@jest/globals';
import { rounds } from '../../harness/load/load.ts';
import { useOrdersDatabase } from '../../harness/orders/orders.ts';
import { coursesOf, Dice } from './course.ts';
import { play } from './player.ts';

// Quality, invariant 5, for orders: whatever is told how often and in which order, and whoever dies meanwhile, money
// kept = goods, one fulfilment, the rest back. FAULT_ROUNDS=n plays n courses; there are 3,619.

const database = useOrdersDatabase();
const seed = Number(process.env['COURSE_SEED'] ?? 1);
const wanted = rounds(150);

it(
  'orders end as the provider’s truth wants, whatever course their money takes',
  async () => {
    const db = database();
    const item = await db.package({ days: 3660 });
    const all = coursesOf(5);
    expect(all).toHaveLength(3619);
    for (const [index, course] of new Dice(seed).shuffled(all).slice(0, wanted).entries()) {
      const faults = await play(db, item, course, seed + index);
      expect({ course, seed: seed + index, faults: faults.slice(0, 3) }).toEqual({
        course,
        seed: seed + index,
        faults: [],
      });
    }
  },
  60_000 + wanted * 2_000,
);
