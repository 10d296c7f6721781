import type { AdminPlanDetail, Feature } from '@meterstone/server/contract/catalog';
import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlanCreditFields } from './fields/plan-credit-fields.tsx';
import { PlanFeatureFields } from './fields/plan-feature-fields.tsx';
import { PlanPriceFields } from './fields/plan-price-fields.tsx';
import { PlanOfferFields, PlanTextFields } from './fields/plan-text-fields.tsx';
import type { PlanEdit } from './plan-edit.ts';
import styles from './plan-editor.module.css';
import { RestoreQuestion } from './restore-question.tsx';
import { PlanConflict } from './review/plan-conflict.tsx';
import { PlanReview } from './review/plan-review.tsx';
import { usePlanEditor } from './use-plan-editor.ts';

interface PlanEditorProps {
  /** What unsaved work is kept under in this browser. */
  keepAs: string;
  start: PlanEdit;
  plan: AdminPlanDetail | undefined;
  features: readonly Feature[];
  sortOrder: number;
  /** What the fields were filled with, where that is not the plan itself. */
  startNote: string | undefined;
  /** In which times are told. */
  timeZone: string;
  onPublished: (plan: AdminPlanDetail) => void;
}

/** The form on the left, what it will do on the right. */
export function PlanEditor({ features, startNote, timeZone, ...options }: PlanEditorProps) {
  const { t } = useTranslation('plans');
  const editor = usePlanEditor({ ...options, isFilled: startNote !== undefined });
  const [setAside, putAside] = useState<PlanEdit>();
  const root = useRef<HTMLDivElement>(null);
  const review = useRef<HTMLElement>(null);
  const publishButton = useRef<HTMLButtonElement>(null);
  const [leadingFor, setLeadingFor] = useState<PlanEdit>();
  useSaveKey(() => {
    review.current?.scrollIntoView({ block: 'start' });
    setLeadingFor(editor.edit);
  });
  // A button that is held takes no focus: it is led to once it is free, unless one has typed on.
  useEffect(() => {
    if (leadingFor !== editor.edit || editor.isHeld) return;
    publishButton.current?.focus();
    setLeadingFor(undefined);
  }, [leadingFor, editor.edit, editor.isHeld]);
  useFocusOnWrong(root, editor.attempts);
  // Typing over work that may yet be restored would lose one or the other, so that is decided first.
  if (editor.kept) return <RestoreQuestion editor={editor} kept={editor.kept} timeZone={timeZone} />;
  return (
    <div ref={root} className={styles['editor']}>
      <div className={styles['form']} inert={editor.isSending}>
        {startNote !== undefined && <Alert type="info" showIcon title={startNote} />}
        {setAside && (
          <Alert
            type="info"
            showIcon
            title={t('editor.setAside')}
            action={
              <Button
                size="small"
                onClick={() => {
                  editor.setEdit(() => setAside);
                  putAside(undefined);
                }}
              >
                {t('editor.bringBack')}
              </Button>
            }
          />
        )}
        <PlanTextFields editor={editor} />
        <PlanFeatureFields editor={editor} features={features} />
        <PlanCreditFields editor={editor} />
        <PlanPriceFields editor={editor} />
        <PlanOfferFields editor={editor} />
      </div>
      <section ref={review} className={styles['review']} aria-labelledby="what-will-happen">
        <h2 id="what-will-happen">{t('review.title')}</h2>
        {editor.isOvertaken && editor.plan ? (
          <PlanConflict editor={editor} plan={editor.plan} onTakeTheirs={putAside} />
        ) : (
          <PlanReview editor={editor} publishButton={publishButton} />
        )}
      </section>
      <div className={styles['toReview']}>
        <Button block onClick={() => review.current?.scrollIntoView({ block: 'start' })}>
          {t('editor.toReview')}
        </Button>
      </div>
    </div>
  );
}

/** Ctrl+S or ⌘S, instead of the browser's own saving of the page. */
function useSaveKey(onSave: () => void): void {
  const save = useRef(onSave);
  useEffect(() => {
    save.current = onSave;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      save.current();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** After a try to publish what is not right yet, leads to the first field that is wrong. */
function useFocusOnWrong(root: React.RefObject<HTMLElement | null>, attempts: number): void {
  useEffect(() => {
    if (attempts === 0) return;
    const wrong = root.current?.querySelector('[aria-invalid="true"]');
    if (wrong instanceof HTMLElement) wrong.focus();
  }, [root, attempts]);
}
