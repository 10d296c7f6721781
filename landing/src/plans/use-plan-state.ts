import { useEffect, useState } from 'preact/hooks';
import type { PlanFeed, PlanState } from './plan-feed.ts';

/** What the feed knows, as it comes to know it. */
export function usePlanState(feed: PlanFeed): PlanState {
  const [state, setState] = useState(feed.read);
  useEffect(() => {
    setState(feed.read());
    return feed.subscribe(setState);
  }, [feed]);
  return state;
}
