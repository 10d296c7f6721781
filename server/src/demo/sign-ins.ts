import type { SignIn } from '../boot/greeting.ts';
import type { AppContext } from '../context.ts';
import { seedDemo } from './seed.ts';

/** Seeds, and tells whom to sign in as. A demo that fails is no reason not to serve: then there is nobody. */
export async function signInsOfDemo(ctx: AppContext, password: string): Promise<SignIn[]> {
  try {
    const { people } = await seedDemo(ctx, { password });
    return people.map(({ email, role, plan }) => ({
      who: role === 'admin' ? 'Demo admin' : `Demo ${plan}`,
      email,
      password,
    }));
  } catch (error) {
    ctx.logger.error({ err: error }, 'the demo data could not be made; the next start tries again');
    return [];
  }
}
