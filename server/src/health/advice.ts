import { z } from 'zod';

/** A rule of how it is set up that does not hold, as it is kept with the run that found it. */
export const Advice = z.object({
  rule: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Advice = z.infer<typeof Advice>;

export const Advices = z.array(Advice);
