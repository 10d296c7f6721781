import { paths } from '../../../paths.ts';

/** The editor of a plan, filled with what one of its versions held. */
export function startFrom(planId: string, version: number): string {
  return `${paths.admin.plan(planId)}?from=${planId}&version=${version}`;
}
