import type { PlanPlace } from './queries.ts';

interface Place {
  /** From 1. */
  number: number;
  /** Codes of the plans beside it; null at an end. */
  after: string | null;
  before: string | null;
}

export interface PlanMove {
  plan: PlanPlace;
  from: Place;
  to: Place;
}

/**
 * The fewest plans whose moves lead from one order to the other, in the new order: whoever drags one plan past ten
 * others has moved one. Of two that changed places, the one that came forward.
 */
export function movesBetween(before: readonly PlanPlace[], after: readonly PlanPlace[]): PlanMove[] {
  const oldIndex = new Map(before.map(({ id }, index) => [id, index]));
  const kept = longestRise(after.map(({ id }) => oldIndex.get(id) ?? 0));
  return after.flatMap((plan, index) =>
    kept.has(index)
      ? []
      : [{ plan, from: placeIn(before, oldIndex.get(plan.id) ?? 0), to: placeIn(after, index) }],
  );
}

function placeIn(plans: readonly PlanPlace[], index: number): Place {
  const codeAt = (at: number) => plans[at]?.code ?? null;
  return { number: index + 1, after: codeAt(index - 1), before: codeAt(index + 1) };
}

/** The indexes of a longest part of the numbers that rises; of several, the one that ends last. */
function longestRise(numbers: readonly number[]): Set<number> {
  const ends: { length: number; previous: number }[] = [];
  let last = -1;
  numbers.forEach((number, index) => {
    let longest = { length: 0, previous: -1 };
    ends.forEach(({ length }, earlier) => {
      if ((numbers[earlier] ?? 0) < number && length >= longest.length) {
        longest = { length, previous: earlier };
      }
    });
    ends.push({ length: longest.length + 1, previous: longest.previous });
    if (longest.length + 1 >= (ends[last]?.length ?? 0)) last = index;
  });
  const kept = new Set<number>();
  for (let index = last; index >= 0; index = ends[index]?.previous ?? -1) kept.add(index);
  return kept;
}
