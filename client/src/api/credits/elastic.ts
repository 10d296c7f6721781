import { ElasticQuota, type ElasticConsentBody } from '@meterstone/server/contract/metering/elastic';
import { queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { call, path } from '../http/client.ts';
import { queryClient } from '../query-client.ts';
import { elasticKey } from './key.ts';

/** A period turns by time alone, without an event: what was paid in it is never older than this. */
const periodMs = 60_000;

/** Quotas beyond which credits may pay, and what they paid; asked again when a quota moves (live/realtime.ts). */
export const elasticQuery = queryOptions({
  queryKey: elasticKey,
  queryFn: ({ signal }) => call({ path: '/usage/elastic', output: z.array(ElasticQuota), signal }),
  refetchInterval: periodMs,
});

/**
 * The owner's word. Done or refused, what is shown is asked for again, and this ends only when that is there.
 * Errors: `conflict` or `feature_not_in_plan` where the plan lets no credits pay any more.
 */
export async function consentToOverage(featureCode: string, body: ElasticConsentBody): Promise<void> {
  try {
    await call({ method: 'PUT', path: path`/usage/elastic/${featureCode}`, body, output: ElasticQuota });
  } finally {
    await queryClient.invalidateQueries({ queryKey: elasticQuery.queryKey });
  }
}
