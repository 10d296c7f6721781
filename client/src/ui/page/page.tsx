import type { ReactNode } from 'react';
import { ZoneNote } from '../texts/zone-note.tsx';
import styles from './page.module.css';
import { useTabTitle } from './use-tab-title.ts';

interface PageProps {
  title: string;
  /** Of the browser's tab, where that is to say more, or less. */
  tabTitle?: string | undefined;
  /** One line that says what the page is for, where the title does not. */
  intro?: ReactNode;
  /** That of the times on the page, where they are absolute. */
  timeZone?: string | undefined;
  /** The one primary action, and what little stands beside it. */
  action?: ReactNode;
  children: ReactNode;
}

/** A page's title, its action and its content. Names the tab, too. */
export function Page({ title, tabTitle = title, intro, timeZone, action, children }: PageProps) {
  useTabTitle(tabTitle);
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <div>
          <h1 className={styles['title']}>{title}</h1>
          {intro !== undefined && <p className={styles['intro']}>{intro}</p>}
          {timeZone !== undefined && (
            <p className={styles['zone']}>
              <ZoneNote timeZone={timeZone} />
            </p>
          )}
        </div>
        {action && <div className={styles['action']}>{action}</div>}
      </header>
      {children}
    </div>
  );
}
