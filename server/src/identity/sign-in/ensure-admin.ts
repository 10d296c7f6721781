import type { Config } from '../../config.ts';
import type { Tx } from '../../db/transaction.ts';
import { writeAudit } from '../audit/service.ts';
import type { IdentityContext } from '../context.ts';
import { revokeSessionsOf } from '../sessions/queries.ts';
import { withRevocation } from '../sessions/revocation-messages.ts';
import { lockCredentials, replacePassword, setRole, type Credentials } from '../users/queries.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { createUser } from './service.ts';

/**
 * After this, an admin with this address and password exists: made, or made from the user who is there, whose
 * sessions end if they were no admin or had another password: whoever registered the address first keeps nothing.
 * Any number of nodes may boot at once: each waits for the one that writes, and finds nothing left to do.
 */
export async function ensureAdmin(ctx: IdentityContext, admin: NonNullable<Config['admin']>): Promise<void> {
  const email = admin.email.toLowerCase();
  const done = await withRevocation(ctx, 'session', async (tx) => {
    const known = (await lockCredentials(tx, email)) ?? (await createAdmin(ctx, tx, email, admin.password));
    if (!known) return { ended: [], result: ['created'] };
    const result: string[] = [];
    const ended: string[] = [];
    if (known.role !== 'admin') {
      await setRole(tx, known.id, 'admin');
      ended.push(...(await revokeSessionsOf(tx, known.id, 'role_changed')));
      result.push('given the role');
    }
    if (!(await verifyPassword(known.passwordHash, admin.password))) {
      await replacePassword(tx, known.id, known.passwordHash, await hashPassword(admin.password));
      ended.push(...(await revokeSessionsOf(tx, known.id, 'password_changed')));
      result.push('given the password of the settings');
    }
    if (result.length > 0)
      await writeAudit(tx, 'system', {
        action: 'admin.ensured',
        target: known.id,
        details: { done: result },
      });
    return { ended, result };
  });
  if (done.length > 0) ctx.logger.info({ email }, `the admin was ${done.join(' and ')}`);
}

/** Makes the admin; whom another node made at the same moment is returned instead, locked. */
export async function createAdmin(
  ctx: IdentityContext,
  tx: Tx,
  email: string,
  password: string,
): Promise<Credentials | undefined> {
  const userId = await createUser(tx, ctx.accountHooks, {
    email,
    name: email.split('@', 1)[0] ?? email,
    passwordHash: await hashPassword(password),
    role: 'admin',
    locale: null,
    timeZone: 'UTC',
  });
  if (userId === undefined) return lockCredentials(tx, email);
  await writeAudit(tx, 'system', { action: 'admin.ensured', target: userId, details: { done: ['created'] } });
  return undefined;
}
