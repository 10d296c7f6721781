import { createAddressLimit, createRateLimit, type RateLimit, type RateLimitContext } from './rate-limit.ts';

/** One try at a secret. */
interface Guess {
  /** Whose secret it is: what the caller says of them, whether there is such a person or not. */
  account: string;
  ip: string;
  /** The device that tries, if it has got in before; else undefined. */
  knownDevice: string | undefined;
}

/** Limits failed tries. Errors of both: `rate_limited`. */
export interface GuessLimit {
  /** Refuses when too many have failed. Ask before and after the secret was compared: volleys come at once. */
  check(guess: Guess): Promise<void>;
  /** Counts one that failed. */
  fail(guess: Guess): Promise<void>;
}

/**
 * How many tries may fail before more are refused. A known device has as many as a pair, all known devices of an
 * account as many as an account.
 */
interface GuessLimitOptions {
  name: string;
  /** For each account and address, in `windowSeconds`. */
  perPair: number;
  /** For each address, in `windowSeconds`. */
  perAddress: number;
  /** For each account, in three times `windowSeconds`. */
  perAccount: number;
  windowSeconds: number;
}

/**
 * Failed tries are limited for each account and address, for each address whoever was tried, and for each account
 * wherever they come from. So that no stranger can lock anybody out, a device that got in before is limited by its own
 * failures and those of the account's other such devices alone (OWASP: device cookies): whoever has got in once can
 * make any number of them.
 */
export function createGuessLimit(ctx: RateLimitContext, options: GuessLimitOptions): GuessLimit {
  const { name, perPair, perAddress, perAccount, windowSeconds } = options;
  const longSeconds = 3 * windowSeconds;
  const ofPair = createAddressLimit(ctx, { name: `${name}-pair`, points: perPair, windowSeconds });
  const ofAddress = createAddressLimit(ctx, { name: `${name}-address`, points: perAddress, windowSeconds });
  const ofAccount = createRateLimit(ctx, {
    name: `${name}-account`,
    points: perAccount,
    windowSeconds: longSeconds,
  });
  const ofDevice = createRateLimit(ctx, { name: `${name}-device`, points: perPair, windowSeconds });
  const ofDevices = createRateLimit(ctx, {
    name: `${name}-devices`,
    points: perAccount,
    windowSeconds: longSeconds,
  });

  async function each(
    { account, ip, knownDevice }: Guess,
    act: (limit: RateLimit, key: string, scope?: string) => Promise<void>,
  ): Promise<void> {
    if (knownDevice !== undefined) {
      await Promise.all([act(ofDevice, knownDevice), act(ofDevices, account)]);
      return;
    }
    await Promise.all([act(ofPair, ip, account), act(ofAddress, ip), act(ofAccount, account)]);
  }

  return {
    check: (guess) => each(guess, (limit, key, scope) => limit.check(key, scope)),
    fail: (guess) => each(guess, (limit, key, scope) => limit.count(key, scope)),
  };
}
