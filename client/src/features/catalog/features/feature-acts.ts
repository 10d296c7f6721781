import type { Feature } from '@meterstone/server/contract/catalog';
import { useTranslation } from 'react-i18next';
import { deleteFeature, setFeatureStatus } from '../../../api/catalog.ts';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import type { RowAct } from '../../../ui/tables/row-actions.tsx';

/** More plans than this are counted: nobody listens to the names of 45. */
const mostNamed = 3;

/** What can be done to a feature from the list, with its consequences told before. */
export function useFeatureActs({
  code,
  name: names,
  plans,
}: Feature): Record<'archive' | 'restore' | 'remove', RowAct> {
  const { t, i18n } = useTranslation('features');
  const planName = usePlanName();
  const name = { feature: inLanguage(names, i18n.language) };
  function removeRefusal(): string | undefined {
    if (plans.length === 0) return undefined;
    if (plans.length > mostNamed) return t('refusedDeleteMany', { ...name, count: plans.length });
    return t('refusedDelete', { ...name, plans: plans.map(planName).join(t('listSeparator')) });
  }
  async function restore(): Promise<string> {
    await setFeatureStatus(code, { status: 'active' });
    return t('done.restored', name);
  }
  return {
    archive: {
      label: t('action.archive', name),
      question: { title: t('archiveTitle', name), text: t('archiveText') },
      asksWhy: true,
      act: async (reason) => {
        await setFeatureStatus(code, { status: 'archived', reason });
        return { text: t('done.archived', name), undo: restore };
      },
    },
    restore: {
      label: t('action.restore', name),
      act: restore,
    },
    remove: {
      label: t('action.delete', name),
      refusal: removeRefusal(),
      question: { title: t('deleteTitle', name), text: t('deleteText') },
      asksWhy: true,
      act: async (reason) => {
        await deleteFeature(code, reason);
        return t('done.deleted', name);
      },
    },
  };
}
