import {
  ClockCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  ThunderboltFilled,
  WarningFilled,
} from '@ant-design/icons';
import { levelPercents, type AlertLevel } from '@meterstone/server/contract/metering/alerts';
import { useTranslation } from 'react-i18next';
import styles from './level.module.css';

/** How far a quota is used: told by icon and word, never by colour alone. */
export type Level = 'normal' | AlertLevel;

const icons = {
  warning: ExclamationCircleFilled,
  critical: WarningFilled,
  exhausted: CloseCircleFilled,
  overage_started: ThunderboltFilled,
} as const;

/** The level of a percentage of what is used; none where nothing is limited. */
export function levelOf(percent: number | null): Level {
  if (percent === null || percent < levelPercents.warning) return 'normal';
  if (percent < levelPercents.critical) return 'warning';
  return percent < levelPercents.exhausted ? 'critical' : 'exhausted';
}

/** A level's icon, in its colour; the words stand beside it. */
export function LevelIcon({ level }: { level: AlertLevel }) {
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

/** Says of a quota that holds have filled that nothing is left for now, though not all is used. */
export function InUseTag() {
  const { t } = useTranslation();
  return (
    <span className={styles['tag']}>
      <ClockCircleFilled aria-hidden /> {t('level.inUse')}
    </span>
  );
}
