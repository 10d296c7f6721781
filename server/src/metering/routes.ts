import type { Route } from '../http/route.ts';
import { accountRoutes } from './accounts/routes.ts';
import { alertRoutes } from './alerts/routes.ts';
import type { MeteringContext } from './context.ts';
import { elasticRoutes } from './elastic/routes.ts';
import { planChangeRoutes } from './plan-changes/routes.ts';
import { recordingRoutes } from './recording/routes.ts';
import { recordRoutes } from './records/routes.ts';
import { reservationRoutes } from './reservations/routes.ts';
import { stateRoutes } from './states/routes.ts';

/** The hot ones first. */
export const meteringRoutes: Route<MeteringContext>[] = [
  ...recordingRoutes,
  ...stateRoutes,
  ...reservationRoutes,
  ...recordRoutes,
  ...elasticRoutes,
  ...alertRoutes,
  ...accountRoutes,
  ...planChangeRoutes,
];
