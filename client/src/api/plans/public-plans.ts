import { Plan } from '@meterstone/server/contract/catalog';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from '../http/client.ts';

/** The plans that anybody may choose, in order. */
export const plansQuery = queryOptions({
  queryKey: ['plans'],
  queryFn: ({ signal }) => call({ path: '/plans', output: z.array(Plan), signal }),
});
