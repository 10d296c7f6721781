import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './page.module.css';

interface PageProps {
  title: string;
  /** One line that says what the page is for, where the title does not. */
  intro?: ReactNode;
  /** The one primary action, and what little stands beside it. */
  action?: ReactNode;
  children: ReactNode;
}

/** A page's title, its action and its content. Names the tab, too. */
export function Page({ title, intro, action, children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <div>
          <h1 className={styles['title']}>{title}</h1>
          {intro !== undefined && <p className={styles['intro']}>{intro}</p>}
        </div>
        {action !== undefined && <div className={styles['action']}>{action}</div>}
      </header>
      {children}
    </div>
  );
}
