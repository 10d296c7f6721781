import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLocale } from '../../lib/language/i18n.ts';
import { paths } from '../../paths.ts';
import { Brand } from '../../ui/page/brand.tsx';
import { useTabTitle } from '../../ui/page/use-tab-title.ts';
import styles from './session-frame.module.css';

/** The page around signing in and registering: the brand, a form, a way to change the language. */
export function SessionFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  useTabTitle(title);
  return (
    <div className={styles['frame']}>
      <header className={styles['header']}>
        <a href={paths.landing(i18n.language)}>
          <Brand />
        </a>
        <button
          type="button"
          className={styles['language']}
          lang={other}
          onClick={() => void changeLocale(other)}
        >
          {t(`language.${other}`)}
        </button>
      </header>
      <main className={styles['main']}>
        <h1 className={styles['title']}>{title}</h1>
        {children}
      </main>
    </div>
  );
}
