import { View } from '@meterstone/server/contract/identity';
import type { z } from 'zod';
import { createSignal } from '../signal.ts';
import { keptView, viewKey } from './kept-view.ts';

/**
 * What an admin looks at in this tab: the pages of somebody else, by a token that only reads. It lives as long as the
 * tab and is no other tab's, so the admin's own session goes on elsewhere.
 */
export const view = createSignal<z.output<typeof View> | undefined>(undefined);

/** Goes on with the view of this tab, if there is one that has not ended. */
export function restoreView(): z.output<typeof View> | undefined {
  const text = keptView();
  const found = text === null ? undefined : View.safeParse(JSON.parse(text)).data;
  if (found && Date.parse(found.expiresAt) > Date.now()) view.set(found);
  return view.get();
}

/** Shows the pages of another person in the place of one's own. */
export function startView(found: z.output<typeof View>): void {
  sessionStorage.setItem(viewKey, JSON.stringify(found));
  location.assign('/app/');
}

/** Back to the admin's page of the account. */
export function endView(): void {
  const accountId = view.get()?.account.id;
  sessionStorage.removeItem(viewKey);
  location.assign(accountId === undefined ? '/app/' : `/app/admin/accounts/${accountId}`);
}
