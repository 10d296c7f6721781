import { ExclamationCircleFilled } from '@ant-design/icons';
import type { PlanPreview } from '@meterstone/server/contract/catalog';
import { Alert, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../lib/language/format.ts';
import { useProblemText } from '../../../../ui/feedback/use-problem-text.ts';
import { parseQuota, type FeatureFields } from '../plan-fields.ts';
import type { PlanEditor } from '../use-plan-editor.ts';
import styles from './affected.module.css';
import { lastOf, type PreviewState } from './use-plan-preview.ts';

/** Who has the plan, and whom the edit would leave with more used than allowed; marked while that is not known yet. */
export function Affected({ editor, state }: { editor: PlanEditor; state: PreviewState }) {
  const { t } = useTranslation('plans');
  const isWorking = state.is === 'working';
  return (
    <div>
      <div className={styles['who']}>
        <h3>{t('review.who')}</h3>
        {isWorking && <span>{t('review.previewWorking')}</span>}
      </div>
      <div
        className={`${styles['affected']} ${isWorking ? styles['outdated'] : ''}`}
        aria-live="polite"
        aria-busy={isWorking}
      >
        <Preview editor={editor} state={state} />
      </div>
    </div>
  );
}

function Preview({ editor, state }: { editor: PlanEditor; state: PreviewState }) {
  const { t } = useTranslation('plans');
  if (state.is === 'waiting') return <p className="quiet">{t('review.previewWaits')}</p>;
  if (state.is === 'failed') return <PreviewFailed error={state.error} onRetry={state.retry} />;
  const preview = lastOf(state);
  if (!preview) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  return <AffectedTexts preview={preview} editor={editor} />;
}

function PreviewFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation('plans');
  const { t: common } = useTranslation();
  const problemText = useProblemText();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('review.previewFailed')}
      description={problemText(error).text}
      action={
        <Button size="small" onClick={onRetry}>
          {common('retry')}
        </Button>
      }
    />
  );
}

function AffectedTexts({ preview, editor }: { preview: PlanPreview; editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { rollout } = editor;
  const { fields } = editor.edit;
  const { subscribers, keptByBuyers, overQuota, lessForBuyers } = preview;
  if (subscribers === 0) return <p>{t('review.nobody')}</p>;
  const kept = rollout === 'renewal' ? keptByBuyers : 0;
  const count = subscribers - kept;
  // Nobody has it for good.
  const later = count === 0 ? 'untilEnd' : 'renewal';
  const less = rollout === 'now' ? 'now' : later;
  return (
    <>
      {count > 0 && <p>{t(`review.affected.${rollout}`, { count })}</p>}
      {kept > 0 && <p>{t('review.affected.kept', { count: kept })}</p>}
      {rollout !== 'new_only' &&
        overQuota.map(({ featureCode, accounts }) => (
          <OverQuota
            key={featureCode}
            count={accounts}
            code={featureCode}
            feature={fields.features.find(({ code }) => code === featureCode)}
            editor={editor}
          />
        ))}
      {rollout !== 'new_only' &&
        lessForBuyers.map(({ featureCode, accounts }) => (
          <p key={featureCode} className={styles['over']}>
            <ExclamationCircleFilled aria-hidden />{' '}
            {t(`review.lessForBuyers.${less}`, {
              count: accounts,
              feature: editor.words.featureName(featureCode),
            })}
          </p>
        ))}
    </>
  );
}

interface OverQuotaProps {
  count: number;
  code: string;
  /** Absent where the plan is to lose the feature. */
  feature: FeatureFields | undefined;
  editor: PlanEditor;
}

function OverQuota({ count, code, feature, editor }: OverQuotaProps) {
  const { t } = useTranslation('plans');
  const quota = feature && parseQuota(feature.quota);
  const isNone = feature?.mode !== 'number' || quota === undefined;
  const values = { count, feature: editor.words.featureName(code), quota: formatCount(quota ?? 0) };
  const text = () => {
    if (editor.rollout === 'renewal') return t('review.over.later', values);
    return isNone ? t('review.over.none', values) : t(`review.over.${feature.resetPeriod}`, values);
  };
  return (
    <p className={styles['over']}>
      <ExclamationCircleFilled aria-hidden /> {text()}
    </p>
  );
}
