import { isRecord, parsePlans } from '@meterstone/landing/plans';
import type { Plan } from '@meterstone/server/contract/catalog';
import type { LoginBody, RegisterBody } from '@meterstone/server/contract/identity';
import { offlineError, readProblem } from './problem.ts';

/**
 * What visitors ask of the API, without what the app asks by: they load none of it. Signing in and registering answer
 * what `enter` of session.ts takes. Throws ApiError.
 */
export function signIn(body: LoginBody): Promise<unknown> {
  return send('/api/auth/login', body);
}

export function register(body: RegisterBody): Promise<unknown> {
  return send('/api/auth/register', body);
}

/** The plans that anybody may choose. */
export async function readPlans(): Promise<readonly Plan[]> {
  return parsePlans(await send('/api/plans')) ?? [];
}

/** The answer's `data`. */
async function send(url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch((error: unknown) => {
    throw offlineError(error);
  });
  if (!response.ok) throw await readProblem(response);
  const answer: unknown = await response.json();
  return isRecord(answer) ? answer['data'] : undefined;
}
