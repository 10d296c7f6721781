import type { ReactNode } from 'react';
import styles from './filter-bar.module.css';

/** What narrows a list, side by side; a search, which comes first, takes what room there is. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className={styles['filters']}>{children}</div>;
}
