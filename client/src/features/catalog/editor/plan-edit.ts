import { Rollout, type AdminPlanDetail, type PlanPreview } from '@meterstone/server/contract/catalog';
import { z } from 'zod';
import { isSame } from '../../../lib/is-same.ts';
import { fieldsOf, PlanFields } from './plan-fields.ts';
import { rebase } from './rebase.ts';

/** An edit of a plan: what it began with, and what the fields hold by now. Also what is kept of it in the browser. */
export const PlanEdit = z.object({
  /** The content that the edit builds on. */
  base: PlanFields,
  /** Its version; null for a plan that is not there yet. */
  version: z.number().nullable(),
  fields: PlanFields,
  /** Null until it is chosen: then it follows from what the edit does (`adviseRollout`). */
  rollout: Rollout.nullable(),
  reason: z.string(),
});
export type PlanEdit = z.infer<typeof PlanEdit>;

/** An edit of which it is decided whom it reaches when. */
export type DecidedEdit = PlanEdit & { rollout: Rollout };

/** At once, unless that would take from people who have paid what they have bought: those keep it until a renewal. */
export function adviseRollout(preview: Pick<PlanPreview, 'lessForBuyers'> | undefined): Rollout {
  return (preview?.lessForBuyers.length ?? 0) > 0 ? 'renewal' : 'now';
}

/** Whether there is anything in the edit that would be lost. */
export function isDirty({ base, fields, reason }: PlanEdit): boolean {
  return reason !== '' || !isSame(base, fields);
}

/**
 * Follows what others do to the plan meanwhile. An untouched edit shows it at once, unless it was filled with something
 * else than the plan: that stays, as what to make of the new version. A touched one takes over what needs no new
 * version, such as the status; another version has to be chosen (`takeTheirs`, `keepMine`).
 */
export function follow(edit: PlanEdit, plan: AdminPlanDetail, isFilled = false): PlanEdit {
  if (edit.version === null || plan.version < edit.version) return edit;
  const theirs = fieldsOf(plan);
  if (plan.version === edit.version) {
    return isSame(theirs, edit.base)
      ? edit
      : { ...edit, base: theirs, fields: rebase(edit.base, theirs, edit.fields) };
  }
  if (isDirty(edit)) return edit;
  return isFilled ? { ...edit, base: theirs, version: plan.version } : takeTheirs(edit, plan);
}

/** Whether somebody published while this was typed. */
export function isOvertaken(edit: PlanEdit, plan: AdminPlanDetail): boolean {
  return edit.version !== null && plan.version > edit.version && isDirty(edit);
}

/** The plan as they left it; nothing stays of mine. */
export function takeTheirs(edit: PlanEdit, plan: AdminPlanDetail): PlanEdit {
  const theirs = fieldsOf(plan);
  return { ...edit, base: theirs, version: plan.version, fields: theirs, reason: '' };
}

/** My changes on top of what they published. */
export function keepMine(edit: PlanEdit, plan: AdminPlanDetail): PlanEdit {
  const theirs = fieldsOf(plan);
  return {
    ...edit,
    base: theirs,
    version: plan.version,
    fields: rebase(edit.base, theirs, edit.fields),
  };
}
