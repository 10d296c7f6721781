import { withTransaction, type Tx } from '../db/transaction.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { insertAccount, insertOwner } from './account-queries.ts';
import type { LoginBody, RegisterBody, User } from './contract.ts';
import { limitsOf } from './limits.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { findCredentials, holdPassword, insertUser } from './queries.ts';
import type { AccountHooks, IdentityContext } from './service.ts';
import { startSession, type SignInResult } from './sessions.ts';

/** A new user with an account of their own, signed in. Errors: `conflict` when the address is taken, `rate_limited`. */
export async function register(
  ctx: IdentityContext,
  input: RegisterBody & { ip: string },
): Promise<SignInResult> {
  await limitsOf(ctx).registerFromAddress.count(input.ip);
  const passwordHash = await hashPassword(input.password);
  return withTransaction(ctx, async (tx) => {
    const userId = await createUser(tx, ctx.accountHooks, { ...input, passwordHash, role: 'user' });
    if (userId === undefined) {
      throw new AppError('conflict', {
        detail: 'Somebody has registered with this e-mail address already',
        errors: [{ path: 'email', message: 'Sign in, or use another address' }],
      });
    }
    return startSession(ctx, tx, userId);
  });
}

/**
 * Signs in by password. Whether nobody has the address or the password is wrong, words and time are the same.
 * Errors: `unauthenticated`; `rate_limited` after too many failures, then for the right password too.
 */
export async function login(
  ctx: IdentityContext,
  { email, password, ip }: LoginBody & { ip: string },
): Promise<SignInResult> {
  const { loginOfPerson, loginFromAddress } = limitsOf(ctx);
  const person = `${email} ${ip}`;
  const refuseTooMany = () => Promise.all([loginOfPerson.check(person), loginFromAddress.check(ip)]);
  await refuseTooMany();
  const credentials = await findCredentials(ctx.db, { email });
  if (!(await verifyPassword(credentials?.passwordHash, password)) || !credentials) {
    await Promise.all([loginOfPerson.count(person), loginFromAddress.count(ip)]);
    throw wrongCredentials();
  }
  // Again: of a volley of guesses, all passed the first check before any had failed.
  await refuseTooMany();
  return withTransaction(ctx, async (tx) => {
    // A password changed meanwhile has ended all sessions; one more may not slip in behind.
    if (!(await holdPassword(tx, credentials.id, credentials.passwordHash))) throw wrongCredentials();
    return startSession(ctx, tx, credentials.id);
  });
}

function wrongCredentials(): AppError {
  return new AppError('unauthenticated', { detail: 'The e-mail address or the password is wrong' });
}

interface NewPerson {
  email: string;
  name: string;
  passwordHash: string;
  role: User['role'];
  locale: User['locale'];
  timeZone: string;
}

/** The new user's id; none when somebody has the address. */
export async function createUser(
  tx: Tx,
  hooks: AccountHooks,
  person: NewPerson,
): Promise<string | undefined> {
  const { email, name, timeZone } = person;
  const userId = newId();
  if (!(await insertUser(tx, { ...person, id: userId }))) return undefined;
  const accountId = newId();
  await insertAccount(tx, { id: accountId, kind: 'personal', name, email, timeZone });
  await insertOwner(tx, accountId, userId);
  await hooks.created(tx, accountId);
  return userId;
}
