import { useCallback, useMemo, useState } from 'react';
import { z } from 'zod';
import { stored } from '../../lib/stored.ts';
import { isDirty, PlanEdit } from './plan-edit.ts';
import { isSame } from './rebase.ts';

const KeptEdit = z.object({ edit: PlanEdit, at: z.iso.datetime() });
export type KeptEdit = z.infer<typeof KeptEdit>;

interface Keeping {
  /** Unsaved work of an earlier time, until it is forgotten. */
  kept: KeptEdit | undefined;
  /** Writes down the edit if anything of it could be lost; else there is nothing to keep any more. */
  keep: (edit: PlanEdit | undefined) => void;
  forget: () => void;
}

/** Unsaved work, kept in this browser under a name. What an older release wrote and this one can't read is gone. */
export function useKeptEdit(name: string, start: PlanEdit): Keeping {
  const place = useMemo(() => stored(name), [name]);
  const [kept, setKept] = useState(() => {
    const found = read(place.read());
    return found && !isSame(found.edit.fields, start.fields) ? found : undefined;
  });
  const keep = useCallback(
    (edit: PlanEdit | undefined) => {
      const isWorthIt = edit !== undefined && isDirty(edit);
      place.write(isWorthIt ? JSON.stringify({ edit, at: new Date().toISOString() }) : null);
    },
    [place],
  );
  const forget = useCallback(() => setKept(undefined), []);
  return { kept, keep, forget };
}

function read(text: string | null): KeptEdit | undefined {
  if (text === null) return undefined;
  try {
    return KeptEdit.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
