import { AlertLevel } from '@meterstone/server/contract/metering/alerts';
import type { AlertFilter } from '../../../api/metering.ts';
import { pageNumberOf } from '../../../url/page-number.ts';

export const pageSize = 20;

/** Which alerts an address asks for, and which page of them. */
export function readAddress(query: URLSearchParams): { filter: AlertFilter; page: number } {
  return {
    filter: {
      status: query.get('status') === 'unread' ? 'unread' : 'all',
      level: AlertLevel.options.find((level) => level === query.get('level')),
      featureCode: query.get('feature') ?? undefined,
    },
    page: pageNumberOf(query),
  };
}
