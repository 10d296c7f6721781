import { Package } from '@meterstone/server/contract/credits/packages';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call } from '../http/client.ts';

/** The packages of credits that anybody may buy, in order. */
export const offeredPackagesQuery = queryOptions({
  queryKey: ['packages'],
  queryFn: ({ signal }) => call({ path: '/packages', output: z.array(Package), signal }),
});
