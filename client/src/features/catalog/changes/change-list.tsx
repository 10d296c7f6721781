import { ChangeLines } from '../../../ui/texts/change-lines.tsx';
import { lineOf, type Words } from './change-words.ts';
import type { PlanChange } from './read-changes.ts';

/** Changes of a plan in words, a line each: `Articles: 100 → 80`. */
export function ChangeList({ changes, words }: { changes: readonly PlanChange[]; words: Words }) {
  return <ChangeLines lines={changes.map((change) => lineOf(change, words))} />;
}
