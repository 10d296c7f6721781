import type { ReactNode } from 'react';
import styles from './notice.module.css';

interface NoticeProps {
  title: string;
  text?: ReactNode;
  /** The one thing to do next. */
  action?: ReactNode;
}

/** Says what is (not) here and what to do next: for empty lists, errors and places one may not go. */
export function Notice({ title, text, action }: NoticeProps) {
  return (
    <div className={styles['notice']}>
      <h2 className={styles['title']}>{title}</h2>
      {text !== undefined && <p className={styles['text']}>{text}</p>}
      {action}
    </div>
  );
}
