import { withTransaction } from '../../db/transaction.ts';
import type { IdentityContext } from '../context.ts';
import { findMadeAdmin, hasAdmin } from '../users/queries.ts';
import { createAdmin, ensureAdmin } from './ensure-admin.ts';
import { verifyPassword } from './passwords.ts';
import { madeUpEmail } from './service.ts';

export interface MadeUpAdmin {
  email: string;
  /** False once somebody chose another password than the generated one. */
  isPasswordInForce: boolean;
}

/**
 * The admin that the server made itself, now or at an earlier start. It is made only where there is no admin at all,
 * and nobody ever becomes it: not who has its address for another reason, nor the same once its role was taken.
 * Undefined where there is none. Any number of nodes may boot at once.
 */
export async function ensureMadeUpAdmin(
  ctx: IdentityContext,
  password: string,
): Promise<MadeUpAdmin | undefined> {
  const known = await withTransaction(ctx, async (tx) => {
    if (!(await hasAdmin(tx))) await createAdmin(ctx, tx, madeUpEmail, password);
    // Asked last: of nodes that start together one has made it, by now. Of a stranger with the address, nothing is
    // found.
    return findMadeAdmin(tx, madeUpEmail);
  });
  if (!known) return undefined;
  return { email: madeUpEmail, isPasswordInForce: await verifyPassword(known.passwordHash, password) };
}

/** Whom the greeting names: somebody by address, with the password where it is ours and in force. */
export type AdminAtHand = { email: string; password?: string } | 'another' | 'none';

/**
 * Before the port opens: the admin of the settings, else, with a generated password, one that is made up, else whoever
 * is there. What it returns is true at this start.
 */
export async function provideAdmin(ctx: IdentityContext): Promise<AdminAtHand> {
  const { admin, generatedAdminPassword: password } = ctx.config;
  if (admin) {
    await ensureAdmin(ctx, admin);
    return { email: admin.email };
  }
  const made = password === undefined ? undefined : await ensureMadeUpAdmin(ctx, password);
  if (made) return { email: made.email, ...(made.isPasswordInForce && { password }) };
  return (await hasAdmin(ctx.db)) ? 'another' : 'none';
}
