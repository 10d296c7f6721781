import { diffPlans } from '@meterstone/server/catalog/diff';
import type { AdminPlanDetail } from '@meterstone/server/contract/catalog';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { lineOf, type Words } from '../../changes/change-words.ts';
import { readChanges } from '../../changes/read-changes.ts';
import { keepMine, takeTheirs, type PlanEdit } from '../plan-edit.ts';
import { contentOf, fieldsOf, type PlanFields } from '../plan-fields.ts';
import type { PlanEditor } from '../use-plan-editor.ts';
import styles from './plan-conflict.module.css';

interface PlanConflictProps {
  editor: PlanEditor;
  plan: AdminPlanDetail;
  /** Told before theirs is taken, so that what was typed can be brought back. */
  onTakeTheirs: (mine: PlanEdit) => void;
}

/** Somebody published while this was typed: shows both, field by field, and lets one choose. */
export function PlanConflict({ editor, plan, onTakeTheirs }: PlanConflictProps) {
  const { t } = useTranslation('plans');
  const { edit, words } = editor;
  const { version } = plan;
  const latest = plan.versions.find((known) => known.version === version);
  const rows = compare(edit, plan, words);
  return (
    <div className={styles['conflict']}>
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={t('conflict.title', { actor: latest?.actor.name ?? '', version })}
        description={
          <>
            {typeof latest?.reason === 'string' && <p>{t('conflict.reason', { reason: latest.reason })}</p>}
            <p>{t('conflict.text', { base: edit.version })}</p>
          </>
        }
      />
      {!rows.some(({ theirs }) => theirs !== undefined) && <p>{t('conflict.sameContent')}</p>}
      {rows.length > 0 && (
        <ul className={styles['compared']} aria-label={t('conflict.table')}>
          {rows.map((row) => (
            <li key={row.key}>
              <strong>{row.label}</strong>
              {row.theirs !== undefined && row.mine !== undefined && (
                <span className={styles['both']}>{t('conflict.both')}</span>
              )}
              <dl>
                <dt>{t('conflict.before', { version: edit.version })}</dt>
                <dd>{row.before}</dd>
                <dt>{t('conflict.theirs', { version })}</dt>
                <dd>{row.theirs ?? <span className="quiet">{t('conflict.unchanged')}</span>}</dd>
                <dt>{t('conflict.mine')}</dt>
                <dd>{row.mine ?? <span className="quiet">{t('conflict.unchanged')}</span>}</dd>
              </dl>
            </li>
          ))}
        </ul>
      )}
      <div className={styles['choices']}>
        <Button type="primary" onClick={() => editor.setEdit((current) => keepMine(current, plan))}>
          {t('conflict.keepMine', { version })}
        </Button>
        <Button
          onClick={() => {
            onTakeTheirs(edit);
            editor.setEdit((current) => takeTheirs(current, plan));
          }}
        >
          {t('conflict.takeTheirs')}
        </Button>
      </div>
      <p className="quiet">{t('conflict.keepMineHelp', { version })}</p>
    </div>
  );
}

interface Compared {
  key: string;
  label: string;
  before: string;
  /** What they and I made of it; absent where it was left alone. */
  theirs?: string;
  mine?: string;
}

function compare({ base, fields }: PlanEdit, plan: AdminPlanDetail, words: Words): Compared[] {
  const linesTo = (after: PlanFields) =>
    readChanges(diffPlans(contentOf(base), contentOf(after))).map((change) => lineOf(change, words));
  const rows = new Map<string, Compared>();
  for (const { key, label, before, after } of linesTo(fieldsOf(plan))) {
    rows.set(key, { key, label, before, theirs: after });
  }
  for (const { key, label, before, after } of linesTo(fields)) {
    rows.set(key, { ...(rows.get(key) ?? { key, label, before }), mine: after });
  }
  return [...rows.values()];
}
