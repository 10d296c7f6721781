import { diffPlans } from '@meterstone/server/catalog/diff';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { zonedDayTime } from '../../../lib/language/format.ts';
import { ChangeList } from '../changes/change-list.tsx';
import { readChanges } from '../changes/read-changes.ts';
import { contentOf } from './plan-fields.ts';
import styles from './restore-question.module.css';
import type { KeptEdit } from './use-kept-edit.ts';
import type { PlanEditor } from './use-plan-editor.ts';

interface RestoreQuestionProps {
  editor: PlanEditor;
  kept: KeptEdit;
  timeZone: string;
}

/** Asks what is to become of unsaved work of an earlier time, and shows what it is. */
export function RestoreQuestion({ editor, kept, timeZone }: RestoreQuestionProps) {
  const { t } = useTranslation('plans');
  const { base, fields } = kept.edit;
  return (
    <section className={styles['kept']}>
      <h2>{t('editor.restore', { time: zonedDayTime(kept.at, timeZone) })}</h2>
      <p>{t('editor.restoreText')}</p>
      <ChangeList changes={readChanges(diffPlans(contentOf(base), contentOf(fields)))} words={editor.words} />
      <div className={styles['choices']}>
        <Button type="primary" onClick={editor.restore}>
          {t('editor.restoreAction')}
        </Button>
        <Button onClick={editor.discard}>{t('editor.discardAction')}</Button>
      </div>
    </section>
  );
}
