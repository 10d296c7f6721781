import { recordsQuery } from '../../../api/metering.ts';
import { prefetchPages } from '../../../api/prefetch.ts';
import { readRecordFilter } from '../../../features/metering/records/record-filter.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

export const recordsPage = definePage({
  name: 'records',
  path: paths.records,
  load: async () => (await import('./records-page.tsx')).RecordsPage,
  prefetch: ({ query, me }) =>
    prefetchPages(recordsQuery(readRecordFilter(query, me.account.timeZone).filter)),
  nav: { label: 'nav.records' },
});
