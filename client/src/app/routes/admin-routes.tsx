import type { RouteObject } from 'react-router';
import { adminPages } from '../../pages/admin/pages.ts';
import { AdminLayout } from '../frame/admin-layout.tsx';
import { RouteFailed } from './notices.tsx';
import { routesOf } from './page-routes.ts';

/** The admin's pages, and what surrounds them; loaded when somebody goes there, as most people never do. */
export const adminRoutes: RouteObject[] = [
  {
    element: <AdminLayout />,
    children: [
      {
        errorElement: <RouteFailed />,
        children: routesOf(adminPages, ({ user }) => user.role === 'admin'),
      },
    ],
  },
];
