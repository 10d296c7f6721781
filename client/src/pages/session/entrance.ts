import { createContext, use } from 'react';

/** What lies behind the pages of visitors: they know neither the app nor its router, and are shown with and without. */
export interface Entrance {
  /** Takes what signing in or registering answered, and leads on. */
  enter: (answer: unknown) => Promise<void>;
  /** Whether a session has just ended, so that one is here without having wished to be. */
  hasEnded: boolean;
}

export const EntranceContext = createContext<Entrance | undefined>(undefined);

export function useEntrance(): Entrance {
  const entrance = use(EntranceContext);
  if (!entrance) throw new Error('The pages of visitors stand in an EntranceContext');
  return entrance;
}
