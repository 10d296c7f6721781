import { ExclamationCircleFilled } from '@ant-design/icons';
import { PlanPreviewRequest, type PlanPreview } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { planPreviewQuery } from '../../api/catalog.ts';
import { formatNumber } from '../../lib/format.ts';
import { useProblemText } from '../../ui/use-problem-text.ts';
import styles from './plan-editor.module.css';
import { contentOf, type FeatureFields } from './plan-fields.ts';
import type { PlanEditor } from './use-plan-editor.ts';

/** Long enough for the next digit. */
const pauseMs = 300;

/** Who has the plan, and whom the edit would leave with more used than allowed. */
export function Affected({ editor, planId }: { editor: PlanEditor; planId: string }) {
  const { t } = useTranslation('plans');
  const problemText = useProblemText();
  const { fields } = useSettled(editor.edit, pauseMs);
  const request = PlanPreviewRequest.safeParse(contentOf(fields));
  const isComplete = editor.wrongCount === 0 && request.success;
  const { data, error } = useQuery({
    ...planPreviewQuery(planId, request.data ?? emptyRequest),
    enabled: isComplete,
  });
  if (!isComplete) return <p className="quiet">{t('review.previewWaits')}</p>;
  if (error && !data) return <p role="alert">{problemText(error).text}</p>;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  return <AffectedTexts preview={data} editor={editor} />;
}

const emptyRequest: PlanPreviewRequest = {
  name: { en: '', 'zh-CN': '' },
  description: { en: '', 'zh-CN': '' },
  prices: [],
  features: [],
};

function AffectedTexts({ preview, editor }: { preview: PlanPreview; editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { rollout, fields } = editor.edit;
  const { subscribers: count, overQuota } = preview;
  if (count === 0) return <p>{t('review.nobody')}</p>;
  return (
    <>
      <p>{t(`review.affected.${rollout}`, { count })}</p>
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
  const isNone = feature?.mode !== 'number' || feature.quota === null;
  const values = { count, feature: editor.words.featureName(code), quota: formatNumber(feature?.quota ?? 0) };
  const text = () => {
    if (editor.edit.rollout === 'renewal') return t('review.over.later', values);
    return isNone ? t('review.over.none', values) : t(`review.over.${feature.resetPeriod}`, values);
  };
  return (
    <p className={styles['over']}>
      <ExclamationCircleFilled aria-hidden /> {text()}
    </p>
  );
}

/** The value once it has stopped changing for a while. */
function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
