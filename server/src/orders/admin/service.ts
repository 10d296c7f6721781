import type { IdentityContext } from '../../identity/service.ts';
import { AppError } from '../../lib/app-error.ts';
import type { AdminOrderDetail } from './contract.ts';
import { findAdminOrder } from './queries.ts';

/** One order, whoever's it is. Errors: `not_found`. */
export async function readAdminOrder(ctx: IdentityContext, id: string): Promise<AdminOrderDetail> {
  const order = await findAdminOrder(ctx.db, id);
  if (!order) throw new AppError('not_found', { detail: 'There is no such order' });
  return order;
}
