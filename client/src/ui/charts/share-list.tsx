import type { ReactNode } from 'react';
import { formatNumber } from '../../lib/language/format.ts';
import styles from './share-list.module.css';

interface ShareListProps {
  items: { key: string; name: ReactNode; value: number; note?: ReactNode }[];
  /** Said where there are none. */
  empty: string;
}

/** Numbers one below the other, each with a bar as long as its share of the largest. */
export function ShareList({ items, empty }: ShareListProps) {
  const largest = Math.max(1, ...items.map(({ value }) => value));
  if (items.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <ol className={styles['list']}>
      {items.map(({ key, name, value, note }) => (
        <li key={key}>
          <span className={styles['name']}>
            {name} {note !== undefined && <span className={styles['note']}>{note}</span>}
          </span>
          <span className="number">{formatNumber(value)}</span>
          <span className={styles['track']} aria-hidden>
            <span className={styles['bar']} style={{ transform: `scaleX(${value / largest})` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
