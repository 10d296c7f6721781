import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { breakdownQuery } from '../../../api/metering.ts';
import { formatDayTime, formatNumber } from '../../../lib/language/format.ts';
import { useNow } from '../../../lib/time/use-now.ts';
import { ShareList } from '../../../ui/charts/share-list.tsx';
import { Choice } from '../../../ui/forms/choices/choice.tsx';
import styles from './breakdown.module.css';
import { currentSpan } from './spans.ts';
import { stepMs, type TrendWanted } from './use-trend.ts';

/** Keys that many applications send along, said in the reader’s language; others are said as they came. */
const knownKeys = ['channel', 'language', 'model', 'project', 'site', 'template', 'user'] as const;

/** Of what a feature's use was, by a key of the records' metadata; nothing where they have none. */
export function Breakdown({ featureCode, ...wanted }: TrendWanted) {
  const { t } = useTranslation('trends');
  const id = useId();
  const [key, setKey] = useState<string>();
  const span = currentSpan({ ...wanted, now: useNow(stepMs) });
  const found = useQuery(breakdownQuery({ featureCode, key, ...span })).data;
  if (!found || found.key === null) return null;
  const { groups, others, without, isWhole } = found;
  const noteOf = (events: number) => t('breakdown.uses', { count: events });
  const nameOf = (said: string) => {
    const known = knownKeys.find((one) => one === said);
    return known ? t(`breakdown.keys.${known}`) : said;
  };
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h2 id={id}>{t('breakdown.title')}</h2>
        <Choice
          label={t('breakdown.key')}
          value={found.key}
          options={[...new Set([...found.keys, found.key])].map((value) => ({ value, label: nameOf(value) }))}
          onChange={setKey}
        />
      </div>
      {!isWhole && (
        <p className="quiet">{t('breakdown.newest', { time: formatDayTime(found.from, wanted.timeZone) })}</p>
      )}
      <ShareList
        empty={t('breakdown.none')}
        items={[
          ...groups.map(({ value, used, events }) => ({
            key: `value ${value}`,
            name: value,
            value: used,
            note: noteOf(events),
          })),
          ...(others.values > 0
            ? [
                {
                  key: 'others',
                  name: t('breakdown.others', { count: others.values, number: formatNumber(others.values) }),
                  value: others.used,
                  note: noteOf(others.events),
                },
              ]
            : []),
          ...(without.events > 0
            ? [
                {
                  key: 'without',
                  name: t('breakdown.without', { key: nameOf(found.key) }),
                  value: without.used,
                  note: noteOf(without.events),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}
