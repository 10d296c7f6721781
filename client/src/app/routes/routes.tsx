import { matchPath, replace, type PatchRoutesOnNavigationFunction, type RouteObject } from 'react-router';
import { overviewQuery, unreadAlertsQuery } from '../../api/metering.ts';
import { prefetch } from '../../api/prefetch.ts';
import { whoIsSignedIn } from '../../api/session.ts';
import { addMoreTexts } from '../../lib/language/i18n.ts';
import { sessionPages } from '../../pages/session/pages.ts';
import { userPages } from '../../pages/user/pages.ts';
import { basename, choicePath, chosenPath, paths } from '../../paths.ts';
import { OnlyAdmins, OnlySignedIn, OnlyVisitors } from './guards.tsx';
import { NotFound, RouteFailed } from './notices.tsx';
import { routesOf } from './page-routes.ts';

const everybody = () => true;

/** Every page inside of what surrounds it; one that can't be loaded says so there. */
export const routes: RouteObject[] = [
  {
    errorElement: <RouteFailed />,
    HydrateFallback: () => null,
    children: [
      // Of who has a session; visitors are led by entrance.tsx.
      { path: choicePath, loader: ({ request }) => replace(chosenPath(new URL(request.url).searchParams)) },
      { element: <OnlyVisitors />, children: routesOf(sessionPages, everybody) },
      {
        element: <OnlySignedIn />,
        children: [
          {
            lazy: async () => ({ Component: (await import('../frame/user-layout.tsx')).UserLayout }),
            loader: () => {
              void whoIsSignedIn().then((me) => {
                if (me) prefetchBanner();
              });
              return null;
            },
            children: [
              {
                errorElement: <RouteFailed />,
                children: [...routesOf(userPages, everybody), { path: '*', element: <NotFound /> }],
              },
            ],
          },
          { id: 'admin', element: <OnlyAdmins />, children: [] },
        ],
      },
    ],
  },
];

/** What stands above every page, and so is waited for by each. */
function prefetchBanner(): void {
  prefetch(unreadAlertsQuery);
  prefetch(overviewQuery);
}

/** Adds the admin's pages once somebody goes there. Where their code does not come, that is told as for any page. */
export const addRoutes: PatchRoutesOnNavigationFunction = async ({ path, patch }) => {
  if (!matchPath(`${basename}${paths.admin.overview}/*`, path)) return;
  const found = await Promise.all([import('./admin-routes.tsx'), addMoreTexts('admin')]).then(
    ([{ adminRoutes }]) => adminRoutes,
    (error: unknown) => [failedRoute(error)],
  );
  patch('admin', found);
};

/** React Router would look for somebody to tell among routes that are not loaded, and show nothing. */
function failedRoute(thrown: unknown): RouteObject {
  return {
    path: `${paths.admin.overview}/*`,
    loader: () => {
      throw thrown instanceof Error ? thrown : new Error(String(thrown));
    },
  };
}
