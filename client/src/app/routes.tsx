import { redirect, type RouteObject } from 'react-router';
import { OnlyAdmins, OnlySignedIn, OnlyVisitors } from './guards.tsx';
import { NotFound, RouteFailed } from './outcomes.tsx';

const userPages: RouteObject[] = [
  {
    path: '/',
    lazy: async () => ({
      Component: (await import('../pages/user/overview/overview-page.tsx')).OverviewPage,
    }),
    children: [
      {
        path: 'why/:featureCode',
        lazy: async () => ({
          Component: (await import('../pages/user/overview/why-drawer.tsx')).WhyDrawer,
        }),
      },
    ],
  },
  {
    path: 'plans',
    lazy: async () => ({ Component: (await import('../pages/user/plans/plans-page.tsx')).PlansPage }),
  },
  {
    path: 'alerts',
    lazy: async () => ({ Component: (await import('../pages/user/alerts/alerts-page.tsx')).AlertsPage }),
  },
  {
    path: 'records',
    lazy: async () => ({
      Component: (await import('../pages/user/records/records-page.tsx')).RecordsPage,
    }),
  },
  {
    path: 'trends',
    lazy: async () => ({ Component: (await import('../pages/user/trends/trends-page.tsx')).TrendsPage }),
  },
  {
    path: 'profile',
    lazy: async () => ({
      Component: (await import('../pages/user/profile/profile-page.tsx')).ProfilePage,
    }),
  },
];

const adminPages: RouteObject[] = [
  {
    index: true,
    lazy: async () => ({
      Component: (await import('../pages/admin/overview/overview-page.tsx')).AdminOverviewPage,
    }),
  },
  {
    path: 'plans',
    lazy: async () => ({
      Component: (await import('../pages/admin/plans/plans-page.tsx')).AdminPlansPage,
    }),
    children: [
      {
        path: ':planId',
        lazy: async () => ({
          Component: (await import('../pages/admin/plans/plan-drawer.tsx')).PlanDrawer,
        }),
      },
    ],
  },
  {
    path: 'history',
    lazy: async () => ({
      Component: (await import('../pages/admin/history/history-page.tsx')).HistoryPage,
    }),
  },
  {
    path: 'features',
    lazy: async () => ({
      Component: (await import('../pages/admin/features/features-page.tsx')).FeaturesPage,
    }),
    children: [
      {
        path: ':featureCode',
        lazy: async () => ({
          Component: (await import('../pages/admin/features/feature-drawer.tsx')).FeatureDrawer,
        }),
      },
    ],
  },
  {
    path: 'accounts',
    lazy: async () => ({
      Component: (await import('../pages/admin/accounts/accounts-page.tsx')).AccountsPage,
    }),
  },
  {
    path: 'accounts/:accountId',
    lazy: async () => ({
      Component: (await import('../pages/admin/accounts/account-page.tsx')).AccountPage,
    }),
  },
  {
    path: 'api-keys',
    lazy: async () => ({
      Component: (await import('../pages/admin/api-keys/api-keys-page.tsx')).ApiKeysPage,
    }),
    children: [
      {
        path: 'new',
        lazy: async () => ({
          Component: (await import('../pages/admin/api-keys/new-api-key-drawer.tsx')).NewApiKeyDrawer,
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
            lazy: async () => ({
              Component: (await import('../pages/session/sign-in/sign-in-page.tsx')).SignInPage,
            }),
          },
          {
            path: 'register',
            lazy: async () => ({
              Component: (await import('../pages/session/register/register-page.tsx')).RegisterPage,
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
