import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './effects.module.css';

/** What an act will lead to, said before it is done and said anew while one is choosing: a list, or a sentence. */
export function Effects({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={styles['effects']} aria-live="polite">
      <h2>{t('effects')}</h2>
      {children}
    </section>
  );
}
