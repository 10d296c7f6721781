import { diffPlans } from '@meterstone/server/catalog/diff';
import { Alert, Button, Input, Radio } from 'antd';
import { useId, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../../../ui/feedback/use-problem-text.ts';
import { ChangeList } from '../../changes/change-list.tsx';
import { readChanges } from '../../changes/read-changes.ts';
import { WaitingVersions } from '../../plans/waiting-versions.tsx';
import choice from '../fields/choice.module.css';
import { Field } from '../fields/field.tsx';
import { isDirty } from '../plan-edit.ts';
import { contentOf } from '../plan-fields.ts';
import type { PlanEditor } from '../use-plan-editor.ts';
import { Affected } from './affected.tsx';
import styles from './plan-review.module.css';
import { lastOf } from './use-plan-preview.ts';

interface PlanReviewProps {
  editor: PlanEditor;
  publishButton: RefObject<HTMLButtonElement | null>;
}

/** What publishing the edit would do: what changes, for whom, when and why; and only then the button. */
export function PlanReview({ editor, publishButton }: PlanReviewProps) {
  const { t } = useTranslation('plans');
  const problemText = useProblemText();
  const { edit, preview, error, wrongCount } = editor;
  const isNew = edit.version === null;
  const noteId = useId();
  return (
    <>
      <div>
        <h3>{t('review.what')}</h3>
        {edit.version !== null && (
          <p className="quiet">{t('review.comparedWith', { version: edit.version })}</p>
        )}
        {editor.plan && <WaitingVersions plan={editor.plan} />}
        <WhatChanges editor={editor} />
      </div>
      {preview && (
        <>
          <Affected editor={editor} state={preview} />
          <When editor={editor} isAdviceKnown={lastOf(preview) !== undefined} />
        </>
      )}
      {!isNew && <Why editor={editor} />}
      <div className={styles['publish']}>
        {error && <Alert type="error" showIcon role="alert" title={problemText(error).text} />}
        {wrongCount > 0 && (editor.attempts > 0 || isDirty(edit)) && (
          <p className={styles['wrong']}>{t('review.wrong', { count: wrongCount })}</p>
        )}
        <Button
          ref={publishButton}
          type="primary"
          size="large"
          block
          loading={editor.isSending}
          disabled={editor.isHeld}
          aria-describedby={noteId}
          onClick={() => void editor.publish()}
        >
          {edit.version === null ? t('review.create') : t('review.publish', { version: edit.version + 1 })}
        </Button>
        <span id={noteId} className={styles['note']}>
          {editor.isHeld ? (
            t(preview?.is === 'failed' ? 'review.heldFailed' : 'review.held')
          ) : (
            <span className="on-wide-screens">
              {t('review.shortcut', { keys: isMac ? '⌘ S' : 'Ctrl+S' })}
            </span>
          )}
        </span>
      </div>
    </>
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function WhatChanges({ editor }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { base, fields, version } = editor.edit;
  if (version === null) return <p>{newPlanText(fields.status, t)}</p>;
  const changes = readChanges(diffPlans(contentOf(base), contentOf(fields)));
  if (changes.length > 0) return <ChangeList changes={changes} words={editor.words} />;
  return (
    <>
      <p>{t('review.nothing')}</p>
      <p className="quiet">{t('review.nothingRollout')}</p>
    </>
  );
}

function newPlanText(status: PlanEditor['edit']['fields']['status'], t: PlanEditor['words']['t']): string {
  switch (status) {
    case 'draft':
      return t('review.newDraft');
    case 'active':
      return t('review.newActive');
    case 'archived':
      return t('review.newArchived');
  }
}

const rollouts = ['now', 'renewal', 'new_only'] as const;

function When({ editor, isAdviceKnown }: { editor: PlanEditor; isAdviceKnown: boolean }) {
  const { t } = useTranslation('plans');
  const isAdvised = editor.edit.rollout === null;
  return (
    <fieldset className={styles['when']}>
      <legend>{t('review.when')}</legend>
      <Radio.Group
        className={`${styles['rollouts']} ${choice['choices']}`}
        // What shows as chosen can't be chosen any more, and advice that is yet to come would move it.
        value={isAdvised && !isAdviceKnown ? null : editor.rollout}
        onChange={({ target }) => {
          const rollout = rollouts.find((known) => known === target.value);
          if (rollout) editor.setEdit((edit) => ({ ...edit, rollout }));
        }}
      >
        {rollouts.map((rollout) => (
          <Radio key={rollout} value={rollout}>
            {t(`review.rollout.${rollout}`)}
            <span className={choice['help']}>{t(`review.rolloutHelp.${rollout}`)}</span>
            {isAdvised && rollout === 'renewal' && rollout === editor.rollout && (
              <span className={choice['help']}>{t('review.advised')}</span>
            )}
          </Radio>
        ))}
      </Radio.Group>
    </fieldset>
  );
}

function Why({ editor }: { editor: PlanEditor }) {
  const { t } = useTranslation('plans');
  const { t: common } = useTranslation();
  return (
    <Field label={t('review.reasonLabel')} help={common('reasonHelp')} error={editor.errorAt('reason')}>
      {(input) => (
        <Input.TextArea
          {...input}
          autoSize={{ minRows: 1, maxRows: 4 }}
          value={editor.edit.reason}
          onChange={({ target }) => {
            const reason = target.value;
            editor.setEdit((edit) => ({ ...edit, reason }));
          }}
        />
      )}
    </Field>
  );
}
