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
  /** Where the order says more than the phase. */
  said?: Said | undefined;
  /** What else there is to know, each a sentence. */
  also?: string[];
  /** Until when the order can be paid. */
  until: string;
  /** The sum, and what was ordered. */
  facts: ReactNode;
  /** What is there now, and the ways on. */
  children: ReactNode;
}

/**
 * What is to be said instead:
 *   due        it is paid, and could not be given yet
 *   overtaken  it was closed, as another plan was bought
 *   overtakenPaid  it was closed so, and what was paid for it all the same goes back
 *   waits      it is paid, and `plan` begins later; `end` is null for one for life
 *   follows    it is paid, and the days of `package` begin later; `gives`: what there is to say of its credits
 */
type Said =
  | { name: 'due' | 'overtaken' | 'overtakenPaid' }
  | { name: 'waits'; plan: string; from: string; end: string | null }
  | { name: 'follows'; package: string; from: string; end: string; gives: ('credits' | 'daily')[] };

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
export function Outcome({ phase, said, also = [], until, facts, children }: OutcomeProps) {
  const { t } = useTranslation('checkout');
  const name = said?.name ?? phase;
  const Icon = icons[tones[phase]];
  const lines = useLines()(phase, said, until);
  return (
    <div className={styles['outcome']} data-phase={phase} data-tone={tones[phase]}>
      <div role="status" className={styles['said']}>
        <h2>
          <Icon aria-hidden />{' '}
          {t(`phase.${name}.title`, { plan: '', from: '', package: '', end: '', ...said })}
        </h2>
        {[...lines, ...also].map((line) => (
          <p key={line}>{isLeftAlone.has(name) ? <WithSupport text={line} /> : line}</p>
        ))}
      </div>
      {facts}
      {children}
    </div>
  );
}

/** What there is to say below the title. */
function useLines() {
  const { t } = useTranslation('checkout');
  return (phase: OutcomeProps['phase'], said: Said | undefined, until: string): string[] => {
    switch (said?.name) {
      case 'waits':
        return [
          said.end === null
            ? t('phase.waits.forLife', said)
            : t('phase.waits.text', { ...said, end: said.end }),
        ];
      case 'follows':
        return [t('phase.follows.text', said), ...said.gives.map((what) => t(`phase.follows.${what}`, said))];
      default:
        return [t(`phase.${said?.name ?? phase}.text`, { until })];
    }
  };
}
