import { z } from 'zod';
import { Id } from '../../http/contract.ts';

const namesEachOnce = (ids: string[]) => new Set(ids.map((id) => id.toLowerCase())).size === ids.length;

/** Plans in the order in which they are to be shown. Those that it leaves out follow, in the order they have. */
export const PlanOrder = z.strictObject({
  planIds: z.array(Id).min(1).max(200).refine(namesEachOnce, 'Name each plan once'),
  seenPlanIds: z
    .array(Id)
    .min(1)
    .max(1000)
    .refine(namesEachOnce, 'Name each plan once')
    .meta({ description: 'All plans in the order in which you saw them, and which you changed' }),
});
export type PlanOrder = z.infer<typeof PlanOrder>;
