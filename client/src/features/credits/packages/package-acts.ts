import type { AdminPackage } from '@meterstone/server/contract/credits/packages';
import { useTranslation } from 'react-i18next';
import { deletePackage, setPackageStatus } from '../../../api/credits/packages.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import type { RowAct } from '../../../ui/tables/row-actions.tsx';

/** What can be done to a package from the list, with its consequences told before. */
export function usePackageActs(item: AdminPackage): Record<'activate' | 'archive' | 'remove', RowAct> {
  const { t, i18n } = useTranslation('packages');
  const { id, holders, status } = item;
  const name = { package: inLanguage(item.name, i18n.language) };
  return {
    activate: {
      label: t('action.activate', name),
      act: async () => {
        await setPackageStatus(id, { status: 'active' });
        return t('done.activated', name);
      },
    },
    archive: {
      label: t('action.archive', name),
      question: {
        title: t('archiveTitle', name),
        text: holders > 0 ? t('archiveText', { count: holders }) : t('archiveTextNobody'),
      },
      asksWhy: true,
      act: async (reason) => {
        // What undo would bring back is what was there: a list may be out of date.
        await setPackageStatus(id, { status: 'archived', seenStatus: status, reason });
        return {
          text: t('done.archived', name),
          undo: async () => {
            await setPackageStatus(id, { status, seenStatus: 'archived' });
            return t('done.undone', name);
          },
        };
      },
    },
    remove: {
      label: t('action.delete', name),
      refusal: holders > 0 ? t('refusedDelete', { ...name, count: holders }) : undefined,
      question: { title: t('deleteTitle', name), text: t('deleteText') },
      asksWhy: true,
      act: async (reason) => {
        await deletePackage(id, reason);
        return t('done.deleted', name);
      },
    },
  };
}
