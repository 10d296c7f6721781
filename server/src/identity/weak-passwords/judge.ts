import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { FieldCode } from '../../lib/errors/field-codes.ts';

export interface PasswordQuestion {
  password: string;
  /** Whose it is to be: what others know of them is the first that they try. */
  person: { email: string; name: string };
}

export type Weakness = Exclude<Extract<FieldCode, `password_${string}`>, 'password_wrong'>;

/** Characters. The rest of a longer one only adds to it, and the work grows with the square of what is looked at. */
const judgedLength = 40;

/** Of 0 to 4. From 2 on it withstands guesses at a sign-in that is limited, and a while at a hash that is slow. */
const leastScore = 2;

const weaknessOf: Record<string, Weakness> = {
  userInputs: 'password_personal',
  simpleRepeat: 'password_repeated',
  extendedRepeat: 'password_repeated',
  straightRow: 'password_in_a_row',
  keyPattern: 'password_in_a_row',
  sequences: 'password_in_a_row',
  recentYears: 'password_date',
  dates: 'password_date',
  topTen: 'password_common',
  topHundred: 'password_common',
  common: 'password_common',
  similarToCommon: 'password_common',
  wordByItself: 'password_common',
  namesByThemselves: 'password_common',
  commonNames: 'password_common',
};

/**
 * Judges new passwords; the server and the pages ask the same judge. Making one takes a quarter of a second, and a
 * password made for it takes as long: not on a thread that others wait for.
 */
export function createPasswordJudge(): (question: PasswordQuestion) => Weakness | undefined {
  const estimator = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: judgedLength,
    l33tMaxSubstitutions: 20,
  });
  const weaknessIn = (password: string, known: string[]): Weakness | undefined => {
    const { score, feedback } = estimator.check(password, known);
    if (score >= leastScore) return undefined;
    return weaknessOf[feedback.warning ?? ''] ?? 'password_weak';
  };
  return ({ password, person }) => {
    const known = knownOf(person);
    // A name stays a name with a dot in it.
    const joined = weaknessIn(password.replaceAll(separators, ''), known);
    return joined === 'password_personal' ? joined : weaknessIn(password, known);
  };
}

const separators = /[\s._+-]/g;

function knownOf({ email, name }: PasswordQuestion['person']): string[] {
  const [local = '', domain = ''] = email.split('@');
  const parts = [local, ...local.split(separators), ...domain.split('.'), ...name.split(/\s+/), 'meterstone'];
  // Shorter ones are in every password.
  return [email, name, ...parts].filter((part) => part.length >= 3);
}
