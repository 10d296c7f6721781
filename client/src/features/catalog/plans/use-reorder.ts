import type { AdminPlan } from '@meterstone/server/contract/catalog';
import type { PlanOrder } from '@meterstone/server/contract/catalog/plans';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { orderPlans } from '../../../api/catalog.ts';
import { thenRefetch } from '../../../api/then-refetch.ts';
import { toApiError } from '../../../lib/api-error.ts';
import { useUndoToast } from '../../../ui/feedback/toasts/use-undo-toast.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';

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
  const tellUndoable = useUndoToast();
  const { mutate, isPending, variables, reset } = useMutation({
    mutationKey: reorderKey,
    scope: { id: 'plan order' },
    mutationFn: (order: PlanOrder) => orderPlans({ ...order, planIds: changedPart(order) }),
    onSuccess: (_, order): void => {
      // Of several in a row the last one is told, which is the one that can still be undone.
      if (client.isMutating({ mutationKey: reorderKey }) > 1) return;
      const back = { planIds: order.seenPlanIds, seenPlanIds: order.planIds };
      tellUndoable({
        text: t('reordered'),
        undo: async () => {
          await thenRefetch(orderPlans({ ...back, planIds: changedPart(back) }));
          return t('reorderUndone');
        },
      });
    },
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
  const reorder = useCallback(
    (wanted: AdminPlan[]) => mutate({ planIds: idsOf(wanted), seenPlanIds: idsOf(ordered) }),
    [mutate, ordered],
  );
  return { ordered, reorder };
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
