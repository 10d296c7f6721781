import type { Me } from '@meterstone/server/contract/identity';
import { useSyncExternalStore } from 'react';
import { session, type Session } from './session.ts';

export function useSession(): Session {
  return useSyncExternalStore(session.subscribe, session.get);
}

/** Who is signed in; for pages that only the signed-in see. */
export function useMe(): Me {
  const current = useSession();
  if (current.status !== 'signedIn') throw new Error('This page is shown to the signed-in only');
  return current.me;
}
