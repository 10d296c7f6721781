import { z } from 'zod';
import { Translations } from '../../catalog/contract.ts';
import { Count } from '../../http/contract.ts';

/** What actions cost. */

export const Action = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,63}$/, 'Use 2 to 64 lower-case letters, digits and _, a letter first')
  .meta({ description: 'What is done, such as `video_generation`: it costs what the price list says' });

export const Price = z.object({ action: z.string(), name: Translations, amount: Count }).meta({
  id: 'CreditPrice',
});
export type Price = z.infer<typeof Price>;
