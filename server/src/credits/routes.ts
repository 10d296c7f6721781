import type { Route } from '../http/route.ts';
import { balanceRoutes } from './balances/routes.ts';
import type { CreditsContext } from './context.ts';
import { grantRoutes } from './grants/routes.ts';
import { noticeRoutes } from './notices/routes.ts';
import { packageRoutes } from './packages/routes.ts';
import { priceRoutes } from './prices/routes.ts';
import { reservationRoutes } from './reservations/routes.ts';
import { returnRoutes } from './returns/routes.ts';
import { revokeRoutes } from './revokes/routes.ts';
import { transactionRoutes } from './transactions/routes.ts';
import { useRoutes } from './uses/routes.ts';

/** The hot ones first. */
export const creditRoutes: Route<CreditsContext>[] = [
  ...useRoutes,
  ...balanceRoutes,
  ...reservationRoutes,
  ...returnRoutes,
  ...transactionRoutes,
  ...priceRoutes,
  ...packageRoutes,
  ...noticeRoutes,
  ...grantRoutes,
  ...revokeRoutes,
];
