import type { SignIn } from '../boot/greeting.ts';
import type { AppContext } from '../context.ts';
import { seedDemo } from './seed.ts';

/** Seeds, and tells whom to sign in as. A demo that fails is no reason not to serve: then there is nobody. */
export async function signInsOfDemo(
  ctx: AppContext,
  options: { password: string; signal: AbortSignal },
): Promise<SignIn[]> {
  try {
    const { people } = await seedDemo(ctx, options);
    return people.map(({ email, role, plan }) => ({
      who: role === 'admin' ? 'Demo admin' : `Demo ${plan}`,
      email,
      password: options.password,
    }));
  } catch (error) {
    if (options.signal.aborted) return [];
    ctx.logger.error({ err: error }, 'the demo data could not be made; the next start tries again');
    return [];
  }
}
