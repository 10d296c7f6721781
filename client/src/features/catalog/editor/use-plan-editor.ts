import {
  PlanDraft,
  PlanUpdate,
  type AdminPlanDetail,
  type Rollout,
} from '@meterstone/server/contract/catalog';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createPlan, publishPlan } from '../../../api/catalog.ts';
import { toApiError, type ApiError } from '../../../lib/api-error.ts';
import { refusalTexts } from '../../../lib/language/validation.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import type { Words } from '../changes/change-words.ts';
import { useWords } from '../changes/use-words.ts';
import { adviseRollout, follow, isOvertaken, type DecidedEdit, type PlanEdit } from './plan-edit.ts';
import type { PlanFields } from './plan-fields.ts';
import { draftInput, editErrors, updateInput } from './plan-input.ts';
import { lastOf, usePlanPreview, type PreviewState } from './review/use-plan-preview.ts';
import { useKeptEdit, type KeptEdit } from './use-kept-edit.ts';

export interface PlanEditor {
  edit: PlanEdit;
  /** The one that was chosen, else the one that is advised. */
  rollout: Rollout;
  /** The plan as it is now; absent for a new one. */
  plan: AdminPlanDetail | undefined;
  words: Words;
  /** Somebody published meanwhile, and it is yet to be chosen how to go on. */
  isOvertaken: boolean;
  /** Unsaved work of an earlier time, until it is restored or discarded. */
  kept: KeptEdit | undefined;
  /** How many fields are wrong, touched or not. */
  wrongCount: number;
  /** How often publishing was refused because of them. */
  attempts: number;
  /** What to say beside a field, once it was touched or sending was tried. */
  errorAt: (path: string) => string | undefined;
  change: (path: string, change: (fields: PlanFields) => PlanFields) => void;
  /** Replaces the edit as a whole, or what is around the fields. */
  setEdit: (change: (edit: PlanEdit) => PlanEdit) => void;
  restore: () => void;
  discard: () => void;
  /** Whom the edit would affect; absent for a new plan. */
  preview: PreviewState | undefined;
  /** Not to be published before it is known whom that affects. */
  isHeld: boolean;
  isSending: boolean;
  /** A refusal that belongs to no field. */
  error: ApiError | undefined;
  /** Sends the edit if it is right; shows what is wrong otherwise. */
  publish: () => Promise<void>;
}

interface Options {
  /** What the edit is kept under in this browser. */
  keepAs: string;
  start: PlanEdit;
  /** Whether the fields were filled with something else than the plan, such as a version of before. */
  isFilled: boolean;
  plan: AdminPlanDetail | undefined;
  /** Where a new plan comes in the order. */
  sortOrder: number;
  onPublished: (plan: AdminPlanDetail) => void;
}

/** An edit of a plan that is judged as one types, kept in the browser, and follows what others publish. */
export function usePlanEditor({
  keepAs,
  start,
  isFilled,
  plan,
  sortOrder,
  onPublished,
}: Options): PlanEditor {
  const [edit, setEdit] = useState(start);
  const [attempts, setAttempts] = useState(0);
  const words = useWords();
  const { errors, errorAt, touch, showAll, refuse } = useErrors(edit);
  const preview = usePlanPreview(plan?.id, edit.fields, errors.size === 0);
  const { kept, keep, forget } = useKeptEdit(keepAs, start);
  const rollout = edit.rollout ?? adviseRollout(lastOf(preview));
  const decided = useMemo(() => ({ ...edit, rollout }), [edit, rollout]);
  const sending = useSending(decided, { planId: plan?.id, sortOrder, refuse });
  useEffect(() => {
    if (plan) setEdit((current) => follow(current, plan, isFilled));
  }, [plan, isFilled]);
  useEffect(() => {
    if (!kept) keep(edit);
  }, [edit, kept, keep]);

  return {
    edit,
    rollout,
    plan,
    words,
    // While our own version is on its way, its event may arrive before its answer.
    isOvertaken: !sending.isSending && plan !== undefined && isOvertaken(edit, plan),
    kept,
    wrongCount: errors.size,
    attempts,
    errorAt,
    preview,
    isHeld: preview?.is === 'working' || preview?.is === 'failed',
    isSending: sending.isSending,
    error: sending.error,
    setEdit,
    change(path, change) {
      touch(path);
      setEdit((current) => ({ ...current, fields: change(current.fields) }));
    },
    restore() {
      if (kept) setEdit(plan ? follow(kept.edit, plan) : kept.edit);
      forget();
    },
    discard: forget,
    async publish() {
      showAll();
      if (errors.size > 0) {
        setAttempts((count) => count + 1);
        return;
      }
      const published = await sending.send();
      if (!published) return;
      keep(undefined);
      onPublished(published);
    },
  };
}

function useErrors(edit: PlanEdit) {
  const { t } = useTranslation('plans');
  const { t: validation, i18n } = useTranslation('validation');
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isAllShown, setAllShown] = useState(false);
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const errors = useMemo(() => editErrors(edit, { t, validation }), [edit, t, validation]);
  return {
    errors,
    errorAt: (path: string): string | undefined => {
      const byServer = refused.get(path);
      if (byServer !== undefined) return byServer;
      if (!isAllShown && !touched.has(path)) return undefined;
      return errors.get(path);
    },
    touch: (path: string): void => {
      setTouched((current) => (current.has(path) ? current : new Set([...current, path])));
      setRefused((current) => new Map([...current].filter(([other]) => other !== path)));
    },
    showAll: () => setAllShown(true),
    refuse: (fields: ApiError['fields']) =>
      setRefused(refusalTexts(fields, { t: validation, language: i18n.language })),
  };
}

interface Sending {
  planId: string | undefined;
  sortOrder: number;
  refuse: (fields: ApiError['fields']) => void;
}

function useSending(edit: DecidedEdit, { planId, sortOrder, refuse }: Sending) {
  const client = useQueryClient();
  const [isSending, setSending] = useState(false);
  const [failed, setFailed] = useState<{ edit: PlanEdit; error: ApiError }>();
  // The same edit sent again, as after a lost answer, makes no second plan.
  const key = useMemo(() => ({ edit, text: newIdempotencyKey() }), [edit]);

  async function transmit(): Promise<AdminPlanDetail> {
    if (planId === undefined || edit.version === null) {
      return createPlan(PlanDraft.parse(draftInput(edit, sortOrder)), key.text);
    }
    return publishPlan(planId, edit.version, PlanUpdate.parse(updateInput(edit)));
  }

  return {
    isSending,
    // A refusal is of what was sent; once that is changed it says nothing any more.
    error: failed?.edit === edit ? failed.error : undefined,
    /** Returns the plan that there is now; undefined when it was refused, which is shown. */
    async send(): Promise<AdminPlanDetail | undefined> {
      setSending(true);
      try {
        const plan = await transmit();
        void client.invalidateQueries({ queryKey: ['admin'] });
        return plan;
      } catch (thrown) {
        const error = toApiError(thrown);
        refuse(error.fields);
        if (error.fields.length === 0) setFailed({ edit, error });
        // Whoever was first is asked for before our own version counts as not on its way.
        if (error.code === 'version_conflict') await client.invalidateQueries({ queryKey: ['admin'] });
        setSending(false);
        return undefined;
      }
    },
  };
}
