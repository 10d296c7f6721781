import { CloseCircleFilled, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import styles from './level.module.css';

/** How far a quota is used: told by icon and word, never by colour alone. */
export type Level = 'normal' | 'warning' | 'critical' | 'exhausted';

const icons = {
  warning: ExclamationCircleFilled,
  critical: WarningFilled,
  exhausted: CloseCircleFilled,
} as const;

/** The level of a percentage; none where nothing is limited. */
export function levelOf(percent: number | null): Level {
  if (percent === null || percent < 80) return 'normal';
  if (percent < 95) return 'warning';
  return percent < 100 ? 'critical' : 'exhausted';
}

/** A level's icon, in its colour; the words stand beside it. */
export function LevelIcon({ level }: { level: Exclude<Level, 'normal'> }) {
  const Icon = icons[level];
  return <Icon aria-hidden className={styles[level] ?? ''} />;
}

/** Icon and word of a level; nothing for a normal one. */
export function LevelTag({ level }: { level: Level }) {
  const { t } = useTranslation();
  if (level === 'normal') return null;
  const Icon = icons[level];
  return (
    <span className={`${styles['tag']} ${styles[level]}`}>
      <Icon aria-hidden /> {t(`level.${level}`)}
    </span>
  );
}
