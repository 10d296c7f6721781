import { redirect, type RouteObject } from 'react-router';
import { OnlyAdmins, OnlySignedIn, OnlyVisitors } from './guards.tsx';
import { NotFound, RouteFailed } from './outcomes.tsx';

const userPages: RouteObject[] = [
  {
    path: '/',
    lazy: async () => ({
      Component: (await import('../pages/user/overview-page.tsx')).OverviewPage,
    }),
    children: [
      {
        path: 'why/:featureCode',
        lazy: async () => ({
          Component: (await import('../pages/user/why-drawer.tsx')).WhyDrawer,
        }),
      },
    ],
  },
  {
    path: 'plans',
    lazy: async () => ({ Component: (await import('../pages/user/plans-page.tsx')).PlansPage }),
  },
  {
    path: 'alerts',
    lazy: async () => ({ Component: (await import('../pages/user/alerts-page.tsx')).AlertsPage }),
  },
  {
    path: 'records',
    lazy: async () => ({
      Component: (await import('../pages/user/records-page.tsx')).RecordsPage,
    }),
  },
  {
    path: 'trends',
    lazy: async () => ({ Component: (await import('../pages/user/trends-page.tsx')).TrendsPage }),
  },
  {
    path: 'profile',
    lazy: async () => ({
      Component: (await import('../pages/user/profile-page.tsx')).ProfilePage,
    }),
  },
];

const adminPages: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({
      Component: (await import('../pages/admin/overview-page.tsx')).AdminOverviewPage,
    }),
  },
  {
    path: 'plans',
    lazy: async () => ({
      Component: (await import('../pages/admin/plans-page.tsx')).AdminPlansPage,
    }),
    children: [
      {
        path: ':planId',
        lazy: async () => ({
          Component: (await import('../pages/admin/plan-drawer.tsx')).PlanDrawer,
        }),
      },
    ],
  },
  {
    path: 'history',
    lazy: async () => ({
      Component: (await import('../pages/admin/history-page.tsx')).HistoryPage,
    }),
  },
  {
    path: 'features',
    lazy: async () => ({
      Component: (await import('../pages/admin/features-page.tsx')).FeaturesPage,
    }),
    children: [
      {
        path: ':featureCode',
        lazy: async () => ({
          Component: (await import('../pages/admin/feature-drawer.tsx')).FeatureDrawer,
        }),
      },
    ],
  },
  {
    path: 'accounts',
    lazy: async () => ({
      Component: (await import('../pages/admin/accounts-page.tsx')).AccountsPage,
    }),
  },
  {
    path: 'accounts/:accountId',
    lazy: async () => ({
      Component: (await import('../pages/admin/account-page.tsx')).AccountPage,
    }),
  },
  {
    path: 'api-keys',
    lazy: async () => ({
      Component: (await import('../pages/admin/api-keys-page.tsx')).ApiKeysPage,
    }),
    children: [
      {
        path: 'new',
        lazy: async () => ({
          Component: (await import('../pages/admin/new-api-key-drawer.tsx')).NewApiKeyDrawer,
        }),
      },
    ],
  },
];

/**
 * Every page, loaded when it is gone to; one that can't be loaded says so inside of its frame. Details that open in a
 * drawer have an address of their own.
 */
export const routes: RouteObject[] = [
  {
    errorElement: <RouteFailed />,
    HydrateFallback: () => null,
    children: [
      // The landing page's link, kept for good.
      { path: 'choose', loader: ({ request }) => redirect(`/plans${new URL(request.url).search}`) },
      {
        element: <OnlyVisitors />,
        children: [
          {
            path: 'sign-in',
            lazy: async () => ({ Component: (await import('../pages/session/sign-in-page.tsx')).SignInPage }),
          },
          {
            path: 'register',
            lazy: async () => ({
              Component: (await import('../pages/session/register-page.tsx')).RegisterPage,
            }),
          },
        ],
      },
      {
        element: <OnlySignedIn />,
        children: [
          {
            lazy: async () => ({ Component: (await import('./user-layout.tsx')).UserLayout }),
            children: [
              {
                errorElement: <RouteFailed />,
                children: [...userPages, { path: '*', element: <NotFound /> }],
              },
            ],
          },
          {
            path: 'admin',
            element: <OnlyAdmins />,
            children: [
              {
                lazy: async () => ({ Component: (await import('./admin-layout.tsx')).AdminLayout }),
                children: [{ errorElement: <RouteFailed />, children: adminPages }],
              },
            ],
          },
        ],
      },
    ],
  },
];
