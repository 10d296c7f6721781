import type { Response } from 'supertest';
import { z } from 'zod';

const Refusal = z.object({ errors: z.array(z.object({ path: z.string() })) });

/** Paths of the fields that a refusal names, in its order. */
export function badFields(response: Response): string[] {
  return Refusal.parse(response.body).errors.map((error) => error.path);
}
