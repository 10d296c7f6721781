import { useCallback, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import { stored } from '../../../lib/browser/stored.ts';
import { isSame } from '../../../lib/is-same.ts';
import { isDirty, PlanEdit } from './plan-edit.ts';

const KeptEdit = z.object({ edit: PlanEdit, at: z.iso.datetime() });
export type KeptEdit = z.infer<typeof KeptEdit>;

interface Keeping {
  /** Unsaved work of an earlier time, until it is forgotten. */
  kept: KeptEdit | undefined;
  /**
   * Writes down the edit if anything of it could be lost; else there is nothing to keep any more, and what this tab
   * wrote, or found when it began, is erased. What another tab wrote since is not this one's to erase.
   */
  keep: (edit: PlanEdit | undefined) => void;
  forget: () => void;
}

/** Unsaved work, kept in this browser under a name. What an older release wrote and this one can't read is gone. */
export function useKeptEdit(name: string, start: PlanEdit): Keeping {
  const place = useMemo(() => stored(name), [name]);
  const [found] = useState(() => place.read());
  /** The text that is this tab's: told from any other by its time and content. */
  const own = useRef(found);
  const [kept, setKept] = useState(() => {
    const known = read(found);
    return known && !isSame(known.edit.fields, start.fields) ? known : undefined;
  });
  const keep = useCallback(
    (edit: PlanEdit | undefined) => {
      if (edit !== undefined && isDirty(edit)) {
        own.current = JSON.stringify({ edit, at: new Date().toISOString() });
        place.write(own.current);
      } else if (own.current !== null && own.current === place.read()) {
        place.write(null);
      }
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
