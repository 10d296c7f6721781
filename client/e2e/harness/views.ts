import { adminPages } from '../../src/pages/admin/pages.ts';
import type { Page } from '../../src/pages/define-page.ts';
import { sessionPages } from '../../src/pages/session/pages.ts';
import { userPages } from '../../src/pages/user/pages.ts';

/** What of a test's data a view shows; the names are those of the ids in addresses. */
export interface Facts {
  featureCode: string;
  /** A metered feature with a monthly quota. */
  monthlyFeatureCode: string;
  planCode: string;
  planId: string;
  packageId: string;
  accountId: string;
  /** An order of the user's that is paid, and the attempt that paid it. */
  orderId: string;
  requestId: string;
}

export type Who = 'nobody' | 'user' | 'admin';

/** A page, or what opens over one at an address of its own. */
export interface View {
  /** Of its picture, and to ask for it by. */
  name: string;
  who: Who;
  path: (facts: Facts) => string;
}

/** Every view of the app, as its pages name them. Tests and screenshots go through the same list. */
export const views: readonly View[] = [
  ...viewsOf(sessionPages, 'nobody'),
  ...viewsOf(userPages, 'user'),
  ...viewsOf(adminPages, 'admin'),
];

function viewsOf(list: readonly Page[], who: Who): View[] {
  return list.flatMap((page) => [
    ...Object.entries(page.views).map(([name, address]) => ({
      name,
      who,
      path: (facts: Facts) => `/app${fill(address, facts)}`,
    })),
    ...viewsOf(page.drawers, who),
  ]);
}

/** `/plans/:planId` with the test's plan. */
function fill(address: string, facts: Facts): string {
  const known = new Map<string, string>(Object.entries(facts));
  return address.replace(/:(\w+)/g, (id, name: string) => {
    const fact = known.get(name);
    if (fact === undefined) throw new Error(`Tests know of no ${id}: add one to the facts`);
    return fact;
  });
}

/** The addresses of one kind of reader's views. */
export function pathsFor(who: Who, facts: Facts): string[] {
  return views.filter((view) => view.who === who).map(({ path }) => path(facts));
}
