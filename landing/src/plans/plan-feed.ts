import type { Plan } from '@meterstone/server/contract/catalog';
import { isRecord, parsePlans, parsePlansText } from './parse.ts';
import { findPriceChanges, type PriceChange } from './price-changes.ts';

/** What is known of the plans at the moment. */
export interface PlanState {
  /** Undefined until there are any. */
  plans: readonly Plan[] | undefined;
  /** The API can't be reached: the plans, if any, are those of `asOf`. */
  isAway: boolean;
  asOf: Date | undefined;
  /** The prices that the last answer changed. */
  changes: readonly PriceChange[];
  /** Within a second of that answer. */
  isFresh: boolean;
}

export interface PlanFeed {
  read: () => PlanState;
  /** Calls back after each change; returns how to stop. */
  subscribe: (listener: (state: PlanState) => void) => () => void;
  /** Asks the API. While it can't be reached this repeats itself. Safe to call at any time, as often as one likes. */
  refresh: () => Promise<void>;
}

interface FeedOptions {
  /** The plans that came with the page. */
  embedded: readonly Plan[] | undefined;
  storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  retryMs?: number;
}

const storageKey = 'meterstone.plans';
const timeoutMs = 10_000;
const freshMs = 1_000;

/** What is shown before the API has been asked: also what the server renders. */
export function initialState(plans: readonly Plan[] | undefined): PlanState {
  return { plans, isAway: false, asOf: undefined, changes: [], isFresh: false };
}

/** The plans on offer, kept up to date for an open page, with a copy in this browser for when the API is away. */
export function createPlanFeed({ embedded, storage, retryMs = 15_000 }: FeedOptions): PlanFeed {
  const listeners = new Set<(state: PlanState) => void>();
  let state = initialState(embedded);
  let confirmedAt = embedded ? new Date() : undefined;
  let running: Promise<void> | undefined;
  let wishes = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let fading: ReturnType<typeof setTimeout> | undefined;

  const set = (next: PlanState) => {
    state = next;
    for (const listener of listeners) listener(state);
  };
  const arrive = (plans: readonly Plan[]) => {
    confirmedAt = new Date();
    keepCopy(storage, { plans, at: confirmedAt });
    const changes = findPriceChanges(state.plans ?? [], plans);
    if (changes.length === 0) {
      set({ ...state, plans, isAway: false, asOf: undefined });
      return;
    }
    set({ plans, isAway: false, asOf: undefined, changes, isFresh: true });
    clearTimeout(fading);
    fading = setTimeout(() => {
      set({ ...state, isFresh: false });
    }, freshMs);
  };
  const miss = () => {
    const copy = state.plans ? { plans: state.plans, at: confirmedAt } : readCopy(storage);
    set({ ...state, plans: copy?.plans, isAway: true, asOf: copy?.at });
    retry = setTimeout(() => void refresh(), retryMs);
  };
  const askOnce = async () => {
    clearTimeout(retry);
    try {
      arrive(await fetchPlans());
    } catch {
      miss();
    }
  };
  // An answer under way may be older than the wish that comes meanwhile.
  const askUntilQuiet = async () => {
    let heard: number;
    do {
      heard = wishes;
      await askOnce();
    } while (heard !== wishes);
    running = undefined;
  };
  const refresh = () => {
    wishes += 1;
    running ??= askUntilQuiet();
    return running;
  };

  return {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
  };
}

async function fetchPlans(): Promise<Plan[]> {
  const response = await fetch('/api/plans', { cache: 'no-cache', signal: AbortSignal.timeout(timeoutMs) });
  const body: unknown = await response.json();
  const plans = response.ok && isRecord(body) ? parsePlans(body['data']) : undefined;
  if (!plans) throw new Error('The API answered without plans');
  return plans;
}

interface Copy {
  plans: readonly Plan[];
  at: Date | undefined;
}

function keepCopy(storage: FeedOptions['storage'], { plans, at }: Copy): void {
  try {
    storage?.setItem(storageKey, JSON.stringify({ at, plans }));
  } catch {
    // A full or forbidden storage costs the copy only.
  }
}

function readCopy(storage: FeedOptions['storage']): Copy | undefined {
  try {
    const copy: unknown = JSON.parse(storage?.getItem(storageKey) ?? 'null');
    const plans = isRecord(copy) ? parsePlans(copy['plans']) : undefined;
    if (!isRecord(copy) || !plans || typeof copy['at'] !== 'string') return undefined;
    return { plans, at: new Date(copy['at']) };
  } catch {
    return undefined;
  }
}

/** The plans that the server put into the page, as `EmbeddedPlans` (render.tsx) writes them. */
export function readEmbeddedPlans(page: Document): Plan[] | undefined {
  return parsePlansText(page.getElementById('plan-data')?.textContent ?? '');
}
