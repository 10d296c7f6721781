import type { PriceHistoryEntry } from '@meterstone/server/contract/credits/prices';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { priceHistoryQuery } from '../../../api/credits/admin.ts';
import { formatNumber } from '../../../lib/language/format.ts';
import { ListLine, PagedList } from '../../../ui/tables/paged-list.tsx';
import { DayTime } from '../../../ui/texts/times.tsx';

const pageSize = 20;

/** Who changed which price, when and why, newest first. */
export function PriceHistory({ timeZone }: { timeZone: string }) {
  const { t } = useTranslation('creditsAdmin');
  const [page, setPage] = useState(1);
  const history = useQuery(priceHistoryQuery({ limit: pageSize, offset: (page - 1) * pageSize }));
  return (
    <PagedList
      query={history}
      page={page}
      pageSize={pageSize}
      empty={<p className="quiet">{t('prices.noHistory')}</p>}
      onPage={setPage}
    >
      {(entry) => (
        <ListLine time={<DayTime at={entry.at} timeZone={timeZone} />} reason={entry.reason}>
          {entry.actor.kind === 'system' ? t('prices.system') : entry.actor.name}
          {entry.changes.map((change) => (
            <Change key={change.action} change={change} />
          ))}
        </ListLine>
      )}
    </PagedList>
  );
}

function Change({ change: { action, before, after } }: { change: PriceHistoryEntry['changes'][number] }) {
  const { t } = useTranslation('creditsAdmin');
  const old = formatNumber(before?.amount ?? 0);
  const present = formatNumber(after?.amount ?? 0);
  if (!before) return <div>{t('prices.added', { action, present })}</div>;
  if (!after) return <div>{t('prices.removed', { action, old })}</div>;
  if (before.amount === after.amount) return <div>{t('prices.renamed', { action })}</div>;
  return <div>{t('prices.changed', { action, old, present })}</div>;
}
