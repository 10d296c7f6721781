import { useState } from 'react';

export interface CalmRows<Row> {
  /** In the order in which they were first shown, each as it is now. */
  rows: Row[];
  /** Rows that have come since and are not shown. */
  arrived: number;
  /** The same rows, in another order, or fewer. */
  isReordered: boolean;
  /** Shows what there is now. */
  show: () => void;
}

/**
 * Keeps rows of a list where they are while it is asked for again by itself: what is under a pointer must not turn
 * into another thing. `key` says which list it is; another one is shown as it comes, once it `isThere`.
 */
export function useCalmRows<Row extends { id: string }>(
  found: readonly Row[] | undefined,
  key: string,
  isThere: boolean,
): CalmRows<Row> {
  const [held, setHeld] = useState<{ key: string; rows: readonly Row[] }>();
  if (found && isThere && held?.key !== key) setHeld({ key, rows: found });
  if (!found || !held || held.key !== key || !isThere) {
    return { rows: [...(found ?? [])], arrived: 0, isReordered: false, show: () => undefined };
  }
  const byId = new Map(found.map((row) => [row.id, row]));
  const heldIds = new Set(held.rows.map(({ id }) => id));
  return {
    rows: held.rows.map((row) => byId.get(row.id) ?? row),
    arrived: found.filter(({ id }) => !heldIds.has(id)).length,
    isReordered:
      found.length !== held.rows.length || found.some(({ id }, place) => id !== held.rows[place]?.id),
    show: () => setHeld({ key, rows: found }),
  };
}
