import { DownOutlined, UpOutlined } from '@ant-design/icons';
import type { HistoryEntry } from '@meterstone/server/contract/catalog';
import { Button, Timeline } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { Sentence } from '../../../ui/texts/sentence.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import { ChangeList } from '../changes/change-list.tsx';
import { readChanges } from '../changes/read-changes.ts';
import { useWords } from '../changes/use-words.ts';
import { groupMoves, type HistoryItem } from './history-items.ts';
import styles from './history-list.module.css';
import { movesSentence, saysAll, sentenceOf, type HistoryWords } from './history-sentence.ts';
import { startFrom } from './start-from.ts';

interface HistoryListProps {
  entries: readonly HistoryEntry[];
  timeZone: string;
  /** Ids of the plans that there are; the versions of others can't be opened any more. */
  planIds: ReadonlySet<string>;
}

/** Changes of plans as sentences, newest first. */
export function HistoryList({ entries, timeZone, planIds }: HistoryListProps) {
  return (
    <Timeline
      className={styles['history'] ?? ''}
      items={groupMoves(entries).map((item) => ({
        key: item.entry.id,
        content: <HistoryLine item={item} timeZone={timeZone} isThere={planIds.has(item.entry.planId)} />,
      }))}
    />
  );
}

interface HistoryLineProps {
  item: HistoryItem;
  timeZone: string;
  isThere: boolean;
}

function HistoryLine({ item, timeZone, isThere }: HistoryLineProps) {
  const words = useWords();
  const { t: history, i18n } = useTranslation('history');
  const { entry, moves } = item;
  const nameOf = ({ planName, planCode }: HistoryEntry) =>
    planName ? inLanguage(planName, i18n.language) : planCode;
  const planName = usePlanName();
  const all: HistoryWords = {
    ...words,
    history,
    language: i18n.language,
    plan: nameOf(entry),
    planName,
  };
  const sentence =
    moves.length > 1 ? movesSentence(entry.actor.name, moves.map(nameOf), all) : sentenceOf(entry, all);
  const listed = saysAll(entry) ? [] : readChanges(entry.changes);
  return (
    <article className={styles['line']}>
      <p className={styles['sentence']}>
        <span className={styles['time']}>
          <RelativeTime at={entry.at} timeZone={timeZone} /> ·{' '}
        </span>
        <Sentence text={sentence} />
        {entry.reason !== null && history('becauseOf', { reason: entry.reason })}
      </p>
      {listed.length > 0 && <ChangeList changes={listed} words={words} />}
      <LineActions entries={moves.length > 0 ? moves : [entry]} isThere={isThere} />
    </article>
  );
}

function LineActions({ entries, isThere }: { entries: readonly HistoryEntry[]; isThere: boolean }) {
  const { t } = useTranslation('history');
  const [isRaw, setRaw] = useState(false);
  const [params] = useSearchParams();
  const [entry] = entries;
  if (!entry) return null;
  const open = new URLSearchParams(params);
  open.set('of', entry.planId);
  open.set('version', String(entry.version));
  const hasVersion = isThere && (entry.action === 'created' || entry.action === 'published');
  return (
    <>
      <div className={styles['actions']}>
        {hasVersion && (
          <>
            <Link to={{ search: open.toString() }}>{t('openVersion', { version: entry.version })}</Link>
            <Link to={startFrom(entry.planId, entry.version)}>{t('useAsStart')}</Link>
          </>
        )}
        <Button
          type="text"
          size="small"
          className={styles['rawButton'] ?? ''}
          icon={isRaw ? <UpOutlined aria-hidden /> : <DownOutlined aria-hidden />}
          iconPlacement="end"
          aria-expanded={isRaw}
          onClick={() => setRaw(!isRaw)}
        >
          {isRaw ? t('rawHide') : t('rawShow')}
        </Button>
      </div>
      {isRaw && entries.map((one) => <RawChanges key={one.id} entry={one} />)}
    </>
  );
}

function RawChanges({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation('history');
  const { t: common } = useTranslation();
  return (
    <div className={styles['raw']}>
      <table>
        <caption>
          {entry.planCode} · {t('version', { version: entry.version })}
          {entry.requestId !== null && ` · ${common('requestId', { id: entry.requestId })}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('raw.field')}</th>
            <th scope="col">{t('raw.before')}</th>
            <th scope="col">{t('raw.after')}</th>
          </tr>
        </thead>
        <tbody>
          {entry.changes.map(({ path, before, after }) => (
            <tr key={path}>
              <th scope="row">{path}</th>
              <td>{JSON.stringify(before)}</td>
              <td>{JSON.stringify(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
