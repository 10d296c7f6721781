import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** What is known of something, side by side, each with its name above it. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles['facts']}>{children}</dl>;
}

/** One of a list of facts, which says how they look. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
