import type { AdminChanged } from '@meterstone/server/contract/identity';
import type { QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queryClient } from '../query-client.ts';
import { refresh } from './refresher.ts';

type Topic = AdminChanged['topic'];

interface Family {
  /** How the keys of these queries begin. */
  key: readonly string[];
  /** What changes what they show. */
  topics: readonly Topic[];
  /** Where in the key the id of the one stands that they show; of others, what changes is nothing to them. */
  one?: { topic: Topic; at: number };
  /** Of what they only tell how many there are. */
  counts?: Topic;
}

/** Which of the admin's queries show what. What is missing here is asked again whatever has changed. */
const families: readonly Family[] = [
  { key: ['admin', 'accounts', 'list'], topics: ['accounts'] },
  // Their quotas are the plan's, in the feature's unit.
  {
    key: ['admin', 'accounts', 'one'],
    topics: ['accounts', 'plans', 'features'],
    one: { topic: 'accounts', at: 3 },
  },
  {
    key: ['admin', 'accounts', 'quota'],
    topics: ['accounts', 'plans', 'features'],
    one: { topic: 'accounts', at: 3 },
  },
  { key: ['admin', 'accounts', 'records'], topics: ['accounts'], one: { topic: 'accounts', at: 3 } },
  { key: ['admin', 'accounts', 'alerts'], topics: ['accounts'], one: { topic: 'accounts', at: 3 } },
  { key: ['admin', 'accounts', 'credits'], topics: ['accounts'], one: { topic: 'accounts', at: 3 } },
  {
    key: ['admin', 'audit'],
    topics: ['accounts', 'features', 'apiKeys', 'jobs'],
    one: { topic: 'accounts', at: 2 },
  },
  { key: ['admin', 'plans', 'list'], topics: ['plans', 'features'], counts: 'accounts' },
  // Whom a change would reach is a question of the accounts, too.
  {
    key: ['admin', 'plans', 'one'],
    topics: ['accounts', 'plans', 'features'],
    one: { topic: 'plans', at: 3 },
  },
  { key: ['admin', 'packages', 'list'], topics: ['packages'], counts: 'accounts' },
  {
    key: ['admin', 'packages', 'one'],
    topics: ['accounts', 'packages'],
    one: { topic: 'packages', at: 3 },
  },
  { key: ['admin', 'packages', 'history'], topics: ['packages'], one: { topic: 'packages', at: 3 } },
  { key: ['admin', 'history'], topics: ['plans'], one: { topic: 'plans', at: 2 } },
  // With the plans that have them.
  { key: ['admin', 'features'], topics: ['plans', 'features'] },
  { key: ['admin', 'insights'], topics: ['accounts', 'plans', 'features'] },
  { key: ['admin', 'creditPrices'], topics: ['creditPrices'] },
  { key: ['admin', 'orders'], topics: ['accounts'] },
  { key: ['admin', 'payments'], topics: ['accounts'] },
  { key: ['admin', 'apiKeys'], topics: ['apiKeys'] },
  { key: ['admin', 'jobs'], topics: ['jobs'] },
  { key: ['admin', 'health'], topics: ['health'] },
];

/** Keys, as JSON, whose counts are on the screen, and by how many parts. */
const countsShown = new Map<string, number>();

/**
 * Asks again for what shows what an admin changed, and for nothing else. What only counts it is asked again when it
 * is next looked at, or at once where `useCounts` says that the count is on the screen.
 */
export function refreshChanged(change: AdminChanged): void {
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: ['admin'] })) {
    const family = families.find(({ key }) => key.every((part, index) => part === queryKey[index]));
    const isCounted = family?.counts === change.topic;
    if (isShown(family, queryKey, change) || (isCounted && countsShown.has(JSON.stringify(queryKey)))) {
      refresh(queryKey, { exact: true });
    } else if (isCounted) {
      void queryClient.invalidateQueries({ queryKey, exact: true, refetchType: 'none' });
    }
  }
}

function isShown(family: Family | undefined, queryKey: QueryKey, { topic, id }: AdminChanged): boolean {
  if (!family) return true;
  if (!family.topics.includes(topic)) return false;
  if (id === null || family.one?.topic !== topic) return true;
  const shown = queryKey[family.one.at];
  // No id stands for all of them; an id of the host application's may be anybody's.
  return typeof shown !== 'string' || shown === id || shown.startsWith('ext:');
}

/** For a part that shows what a query counts: while it is there, the count is kept current. */
export function useCounts(queryKey: QueryKey): void {
  const id = JSON.stringify(queryKey);
  useEffect(() => {
    countsShown.set(id, (countsShown.get(id) ?? 0) + 1);
    return () => {
      const others = (countsShown.get(id) ?? 1) - 1;
      if (others > 0) countsShown.set(id, others);
      else countsShown.delete(id);
    };
  }, [id]);
}
