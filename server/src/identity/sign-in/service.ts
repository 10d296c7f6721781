import { withTransaction, type Tx } from '../../db/transaction.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import type { AccountHooks } from '../accounts/hooks.ts';
import { insertAccount, insertOwner } from '../accounts/queries.ts';
import type { IdentityContext } from '../context.ts';
import type { LoginBody, RegisterBody, User } from '../contract.ts';
import { startSession, type SignInResult } from '../sessions/service.ts';
import { findClosedPassword, hashEmail } from '../users/closed.ts';
import { findCredentials, holdPassword, insertUser } from '../users/queries.ts';
import type { KnownBy } from './device-cookie.ts';
import { hashPassword, verifyPassword } from './passwords.ts';

export type DeviceOf = (user: KnownBy) => string | undefined;

/** A sign-in by what the person knows. */
export interface Arrival extends SignInResult {
  user: KnownBy;
}

/** Where a request comes from. */
interface From {
  ip: string;
  /** What the browser says of itself. */
  userAgent: string | undefined;
}

/** Of the admin that a server makes up, so nobody can register it. */
export const madeUpEmail = 'admin@example.com';

/**
 * A new user with an account of their own, signed in. Errors: `conflict` when the address is taken, `invalid_input` for
 * a password that is easily guessed, `rate_limited`.
 */
export async function register(ctx: IdentityContext, input: RegisterBody & From): Promise<Arrival> {
  await ctx.signInLimits.registerFromAddress.count(input.ip);
  await ctx.weakPasswords.refuse('password', { password: input.password, person: input });
  const passwordHash = await hashPassword(input.password);
  return withTransaction(ctx, async (tx) => {
    const isReserved = input.email === madeUpEmail;
    const userId = isReserved
      ? undefined
      : await createUser(tx, ctx.accountHooks, {
          ...input,
          locale: input.locale ?? null,
          passwordHash,
          role: 'user',
        });
    if (userId === undefined) {
      throw new AppError('conflict', {
        detail: 'Somebody has registered with this e-mail address already',
        errors: [{ path: 'email', message: 'Sign in, or use another address', code: 'email_taken' }],
      });
    }
    return {
      ...(await startSession(ctx, tx, { userId, userAgent: input.userAgent })),
      user: { id: userId, passwordHash },
    };
  });
}

/**
 * Signs in by password. Whether nobody has the address or the password is wrong, words, time and limits are the same.
 * `deviceOf` tells the device of the request, if this user has signed in there before.
 * Whoever knows the password of an account that was closed not long ago is told so.
 * Errors: `unauthenticated`; `account_closed`; `rate_limited` after too many failures, then for the right password too.
 */
export async function login(
  ctx: IdentityContext,
  { email, password, ip, userAgent, deviceOf }: LoginBody & From & { deviceOf: DeviceOf },
): Promise<Arrival> {
  const { login: limit } = ctx.signInLimits;
  const credentials = await findCredentials(ctx.db, { email });
  const guess = { account: email, ip, knownDevice: credentials && deviceOf(credentials) };
  await limit.check(guess);
  // One is verified whoever has the address, so that the time tells nothing.
  const closedHash = await findClosedPassword(ctx.db, hashEmail(ctx.config, email));
  const isRight = await verifyPassword(credentials?.passwordHash ?? closedHash, password);
  if (!isRight || (!credentials && closedHash === undefined)) {
    await limit.fail(guess);
    throw wrongCredentials();
  }
  if (!credentials) {
    await limit.check(guess);
    throw new AppError('account_closed');
  }
  // Again: of a volley of guesses, all passed the first check before any had failed.
  await limit.check(guess);
  return withTransaction(ctx, async (tx) => {
    // A password changed meanwhile has ended all sessions; one more may not slip in behind.
    if (!(await holdPassword(tx, credentials.id, credentials.passwordHash))) throw wrongCredentials();
    return { ...(await startSession(ctx, tx, { userId: credentials.id, userAgent })), user: credentials };
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
  await hooks.created(tx, accountId, {});
  return userId;
}
