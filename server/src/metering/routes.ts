import type { Route } from '../http/route.ts';
import { accountRoutes } from './account-routes.ts';
import type { MeteringContext } from './context.ts';
import { usageRoutes } from './usage-routes.ts';

export const meteringRoutes: Route<MeteringContext>[] = [...usageRoutes, ...accountRoutes];
