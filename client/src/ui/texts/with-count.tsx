import type { ReactNode } from 'react';
import styles from './with-count.module.css';

interface WithCountProps {
  count: number;
  children: ReactNode;
}

const most = 99;

/** Something with a number at its upper end, such as of what is unread; none of nothing. */
export function WithCount({ count, children }: WithCountProps) {
  if (count === 0) return children;
  return (
    <span className={styles['whole']}>
      {children}
      <sup className={`${styles['count']} number`} title={String(count)}>
        {count > most ? `${most}+` : count}
      </sup>
    </span>
  );
}
