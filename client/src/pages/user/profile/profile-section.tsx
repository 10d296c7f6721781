import type { ReactNode } from 'react';
import styles from './profile-section.module.css';

interface ProfileSectionProps {
  id: string;
  title: string;
  text: string;
  children: ReactNode;
}

/** A setting: what it is about on the left, the setting itself on the right. */
export function ProfileSection({ id, title, text, children }: ProfileSectionProps) {
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles['title']}>
          {title}
        </h2>
        <p className={styles['text']}>{text}</p>
      </div>
      <div>{children}</div>
    </section>
  );
}
