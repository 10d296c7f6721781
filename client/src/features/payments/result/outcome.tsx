import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  RollbackOutlined,
} from '@ant-design/icons';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import styles from './outcome.module.css';
import type { Phase } from './phase.ts';

interface OutcomeProps {
  phase: Exclude<Phase, 'scan'>;
  /** It is paid, and could not be given yet. */
  isDue: boolean;
  /** Until when the order can be paid. */
  until: string;
  /** The sum, and what was ordered. */
  facts: ReactNode;
  /** What is there now, and the ways on. */
  children: ReactNode;
}

type Tone = 'good' | 'open' | 'bad' | 'attention' | 'quiet';

const tones: Record<Exclude<Phase, 'scan'>, Tone> = {
  paid: 'good',
  review: 'attention',
  refunded: 'quiet',
  failed: 'bad',
  cancelled: 'quiet',
  expired: 'quiet',
  processing: 'open',
  refused: 'bad',
  left: 'attention',
  over: 'attention',
  waiting: 'open',
};

const icons: Record<Tone, ComponentType<{ 'aria-hidden': true }>> = {
  good: CheckCircleFilled,
  open: ClockCircleOutlined,
  bad: CloseCircleFilled,
  attention: ExclamationCircleFilled,
  quiet: RollbackOutlined,
};

/** Where people may want to ask somebody: their money is here and the goods are not, or it failed. */
const isLeftAlone: ReadonlySet<string> = new Set(['due', 'review', 'failed', 'refused']);

/** What became of paying, in words that say what to expect; read out when it changes. */
export function Outcome({ phase, isDue, until, facts, children }: OutcomeProps) {
  const { t } = useTranslation('checkout');
  const name = phase === 'paid' && isDue ? 'due' : phase;
  const Icon = icons[tones[phase]];
  const text = t(`phase.${name}.text`, { until });
  return (
    <div className={styles['outcome']} data-phase={phase} data-tone={tones[phase]}>
      <div role="status" className={styles['said']}>
        <h2>
          <Icon aria-hidden /> {t(`phase.${name}.title`)}
        </h2>
        <p>{isLeftAlone.has(name) ? <WithSupport text={text} /> : text}</p>
      </div>
      {facts}
      {children}
    </div>
  );
}
