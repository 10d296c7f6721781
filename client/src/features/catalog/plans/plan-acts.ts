import type { AdminPlan } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { deletePlan, setPlanStatus } from '../../../api/catalog.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import type { RowAct } from '../../../ui/tables/row-actions.tsx';

/** What can be done to a plan from the list, with its consequences told before; each is put in words when asked for. */
export function usePlanActs(plan: AdminPlan): Record<'activate' | 'archive' | 'remove', () => RowAct> {
  const { t, i18n } = useTranslation('plans');
  const { id, isDefault, subscribers } = plan;
  const name = { plan: inLanguage(plan.name, i18n.language) };

  function archiveRefusal(): string | undefined {
    if (plan.status === 'archived') return t('refused.alreadyArchived', name);
    return isDefault ? t('refused.defaultArchive', name) : undefined;
  }

  function removeRefusal(): string | undefined {
    if (isDefault) return t('refused.defaultDelete', name);
    return subscribers > 0 ? t('refused.hasSubscribers', { ...name, count: subscribers }) : undefined;
  }

  return {
    activate: () => ({
      label: t('switch.label', name),
      act: async () => {
        await setPlanStatus(id, { status: 'active' });
        return t('switch.activated', name);
      },
    }),
    archive: () => ({
      label: t('action.archive', name),
      refusal: archiveRefusal(),
      question: {
        title: t('switch.archiveTitle', name),
        text:
          subscribers > 0 ? t('switch.archiveText', { count: subscribers }) : t('switch.archiveTextNobody'),
      },
      asksWhy: true,
      act: async (reason) => {
        // What undo would bring back is what was there: a list may be out of date.
        await setPlanStatus(id, { status: 'archived', seenStatus: plan.status, reason });
        return {
          text: t('switch.archived', name),
          undo: async () => {
            await setPlanStatus(id, { status: plan.status, seenStatus: 'archived' });
            return t('undone', name);
          },
        };
      },
    }),
    remove: () => ({
      label: t('action.delete', name),
      refusal: removeRefusal(),
      question: { title: t('deleteTitle', name), text: t('deleteText') },
      asksWhy: true,
      act: async (reason) => {
        await deletePlan(id, reason);
        return t('deleted', name);
      },
    }),
  };
}
