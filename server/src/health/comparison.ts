import {
  compareWithProvider,
  listComparable,
  rememberingProviders,
  type AskingContext,
  type ComparedPayment,
  type Provider,
  type ProviderName,
} from '../payments/service.ts';

/** Money can come, go back or be disputed for long; most of it does so within a month. */
const comparedMs = 30 * 86_400_000;
/** Of one look: providers count how often they are asked. The next look asks those that were not asked. */
const mostAsked = 1_000;
/** Less than a run may stand still for. */
const longestMs = 120_000;
const places = 4;

/** What asking providers takes. */
export interface Comparing {
  ctx: AskingContext;
  providers: ReadonlyMap<ProviderName, Provider>;
}

export interface Comparison {
  /** Notes which payments of these accounts are to be asked about; of all that are noted, those that most need it. */
  note: (fromAccountId: string, toAccountId: string) => Promise<void>;
  /** Asks about them, a few at a time; returns whose payments are, or were, not as their providers say. */
  ask: (signal: AbortSignal | undefined) => Promise<string[]>;
}

/**
 * Compares payments with what their providers say: of those that began within a month, first those that differed
 * before, then those that were not asked about for the longest. What it keeps in memory does not grow with them.
 */
export function createComparison({ ctx, providers }: Comparing, startedAt: string): Comparison {
  const asked = rememberingProviders(providers);
  const since = new Date(Date.parse(startedAt) - comparedMs);
  let noted: ComparedPayment[] = [];

  return {
    async note(from, to) {
      if (asked.size === 0) return;
      const found = await listComparable(ctx.db, {
        from,
        to,
        since,
        providers: [...asked.keys()],
        limit: mostAsked,
      });
      if (found.length > 0) noted = [...noted, ...found].sort(byNeed).slice(0, mostAsked);
    },
    async ask(signal) {
      const accounts = new Set<string>();
      const left = [...noted];
      const end = performance.now() + longestMs;
      const askNext = async (): Promise<void> => {
        for (let next = left.shift(); next && performance.now() < end; next = left.shift()) {
          signal?.throwIfAborted();
          const provider = asked.get(next.provider);
          const isSame = provider === undefined || (await compareWithProvider(ctx, provider, next));
          if (!isSame || next.differed) accounts.add(next.accountId);
        }
      };
      await Promise.all(Array.from({ length: places }, askNext));
      return [...accounts];
    },
  };
}

function byNeed(one: ComparedPayment, other: ComparedPayment): number {
  if (one.differed !== other.differed) return one.differed ? -1 : 1;
  return (one.askedAt?.getTime() ?? 0) - (other.askedAt?.getTime() ?? 0);
}
