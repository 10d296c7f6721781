import type { AdminPlan, PlanOrder } from '@meterstone/server/contract/catalog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { deletePlan, orderPlans, setPlanStatus } from '../../../api/catalog.ts';
import { toApiError } from '../../../lib/api-error.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';

export interface PlanActions {
  activate: (plan: AdminPlan) => void;
  /** Asks first. */
  archive: (plan: AdminPlan) => void;
  /** Asks first. */
  remove: (plan: AdminPlan) => void;
  /** The plan whose status is on its way. */
  busyId: string | undefined;
  /** Why it can't be archived or deleted; undefined where it can. */
  archiveRefusal: (plan: AdminPlan) => string | undefined;
  removeRefusal: (plan: AdminPlan) => string | undefined;
}

/** What can be done to a plan from the list, with its consequences told before. */
export function usePlanActions(): PlanActions {
  const { t, i18n } = useTranslation('plans');
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const problemText = useProblemText();
  const nameOf = (plan: AdminPlan) => inLanguage(plan.name, i18n.language);
  const onError = (error: Error) => void message.error(problemText(error).text);
  const onSettled = () => client.invalidateQueries({ queryKey: ['admin'] });
  const status = useMutation({
    mutationFn: ({ plan, to }: { plan: AdminPlan; to: 'active' | 'archived' }) => setPlanStatus(plan.id, to),
    onSuccess: (plan, { to }) =>
      void message.success(
        to === 'active'
          ? t('switch.activated', { plan: nameOf(plan) })
          : t('switch.archived', { plan: nameOf(plan) }),
      ),
    onError,
    onSettled,
  });
  const removal = useMutation({
    mutationFn: (plan: AdminPlan) => deletePlan(plan.id),
    onSuccess: (_, plan) => void message.success(t('deleted', { plan: nameOf(plan) })),
    onError,
    onSettled,
  });

  return {
    activate: (plan) => status.mutate({ plan, to: 'active' }),
    archive: (plan) =>
      void modal.confirm({
        title: t('switch.archiveTitle', { plan: nameOf(plan) }),
        content:
          plan.subscribers > 0
            ? t('switch.archiveText', { count: plan.subscribers })
            : t('switch.archiveTextNobody'),
        okText: t('action.archive', { plan: nameOf(plan) }),
        okButtonProps: { danger: true },
        // Failures are told by the mutation; the question is answered either way.
        onOk: () => status.mutateAsync({ plan, to: 'archived' }).catch(() => undefined),
      }),
    remove: (plan) =>
      void modal.confirm({
        title: t('deleteTitle', { plan: nameOf(plan) }),
        content: t('deleteText'),
        okText: t('action.delete', { plan: nameOf(plan) }),
        okButtonProps: { danger: true },
        onOk: () => removal.mutateAsync(plan).catch(() => undefined),
      }),
    busyId: status.isPending ? status.variables.plan.id : undefined,
    archiveRefusal: (plan) => {
      if (plan.status === 'archived') return t('refused.alreadyArchived', { plan: nameOf(plan) });
      return plan.isDefault ? t('refused.defaultArchive', { plan: nameOf(plan) }) : undefined;
    },
    removeRefusal: (plan) => {
      if (plan.isDefault) return t('refused.defaultDelete', { plan: nameOf(plan) });
      return plan.subscribers > 0
        ? t('refused.hasSubscribers', { plan: nameOf(plan), count: plan.subscribers })
        : undefined;
    },
  };
}

interface Reordering {
  /** The plans in the order that is wanted, also while that is still on its way. */
  ordered: AdminPlan[];
  reorder: (wanted: AdminPlan[]) => void;
}

const reorderKey = ['reorder plans'];

/**
 * Puts the plans in another order: at once here, and back again if the service refuses, also because somebody else has
 * put them in another one. Several orders in a row are sent one after another, so the last one stays; each is of the
 * one before, so after a refusal those that wait are given up with it.
 */
export function useReorder(plans: AdminPlan[]): Reordering {
  const client = useQueryClient();
  const { t } = useTranslation('plans');
  const { message } = App.useApp();
  const problemText = useProblemText();
  const { mutate, isPending, variables, reset } = useMutation({
    mutationKey: reorderKey,
    scope: { id: 'plan order' },
    mutationFn: (order: PlanOrder) => orderPlans({ ...order, planIds: changedPart(order) }),
    onError: (error): void => {
      const waiting = client
        .getMutationCache()
        .findAll({ mutationKey: reorderKey, predicate: ({ state }) => state.isPaused });
      for (const order of waiting) client.getMutationCache().remove(order);
      reset();
      const isOvertaken = toApiError(error).code === 'version_conflict';
      void message.error(isOvertaken ? t('reorderConflict') : problemText(error).text);
    },
    onSettled: (_, error) => {
      // What the service has now is overtaken as long as another order waits.
      if (client.isMutating({ mutationKey: reorderKey }) > 1) return undefined;
      const refetched = client.invalidateQueries({ queryKey: ['admin'] });
      // The wanted order is shown until the list has it; a refused one goes back without waiting.
      return error ? undefined : refetched;
    },
  });
  const ordered = isPending ? inOrder(plans, variables.planIds) : plans;
  return {
    ordered,
    reorder: (wanted) => mutate({ planIds: idsOf(wanted), seenPlanIds: idsOf(ordered) }),
  };
}

function idsOf(plans: AdminPlan[]): string[] {
  return plans.map(({ id }) => id);
}

/** The ids up to the last that moved: those left out follow as they are, and the service takes only so many. */
function changedPart({ planIds, seenPlanIds }: PlanOrder): string[] {
  return planIds.slice(0, planIds.findLastIndex((id, place) => id !== seenPlanIds[place]) + 1);
}

/** The plans as the ids order them; those that are not named follow. */
function inOrder(plans: AdminPlan[], ids: string[]): AdminPlan[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ id }: AdminPlan) => places.get(id) ?? ids.length;
  return plans.toSorted((one, other) => placeOf(one) - placeOf(other));
}
