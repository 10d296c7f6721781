import type { Feature, FeatureStatus } from '@meterstone/server/contract/catalog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { deleteFeature, setFeatureStatus } from '../../../api/catalog.ts';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';

export interface FeatureActions {
  /** Asks first. */
  archive: (feature: Feature) => void;
  restore: (feature: Feature) => void;
  /** Asks first. */
  remove: (feature: Feature) => void;
  /** The feature whose status is on its way. */
  busyCode: string | undefined;
  /** Why it can't be deleted; undefined where it can. */
  removeRefusal: (feature: Feature) => string | undefined;
}

/** What can be done to a feature from the list, with its consequences told before. */
export function useFeatureActions(): FeatureActions {
  const { t, i18n } = useTranslation('features');
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const problemText = useProblemText();
  const planName = usePlanName();
  const nameOf = (feature: Feature) => inLanguage(feature.name, i18n.language);
  const onError = (error: Error) => void message.error(problemText(error).text);
  const onSettled = () => client.invalidateQueries({ queryKey: ['admin'] });
  const status = useMutation({
    mutationFn: ({ feature, to }: { feature: Feature; to: FeatureStatus }) =>
      setFeatureStatus(feature.code, to),
    onSuccess: (feature, { to }) =>
      void message.success(
        to === 'archived'
          ? t('done.archived', { feature: nameOf(feature) })
          : t('done.restored', { feature: nameOf(feature) }),
      ),
    onError,
    onSettled,
  });
  const removal = useMutation({
    mutationFn: (feature: Feature) => deleteFeature(feature.code),
    onSuccess: (_, feature) => void message.success(t('done.deleted', { feature: nameOf(feature) })),
    onError,
    onSettled,
  });

  return {
    archive: (feature) =>
      void modal.confirm({
        title: t('archiveTitle', { feature: nameOf(feature) }),
        content: t('archiveText'),
        okText: t('action.archive', { feature: nameOf(feature) }),
        okButtonProps: { danger: true },
        // Failures are told by the mutation; the question is answered either way.
        onOk: () => status.mutateAsync({ feature, to: 'archived' }).catch(() => undefined),
      }),
    restore: (feature) => status.mutate({ feature, to: 'active' }),
    remove: (feature) =>
      void modal.confirm({
        title: t('deleteTitle', { feature: nameOf(feature) }),
        content: t('deleteText'),
        okText: t('action.delete', { feature: nameOf(feature) }),
        okButtonProps: { danger: true },
        onOk: () => removal.mutateAsync(feature).catch(() => undefined),
      }),
    busyCode: status.isPending ? status.variables.feature.code : undefined,
    removeRefusal: (feature) =>
      feature.plans.length > 0
        ? t('refusedDelete', {
            feature: nameOf(feature),
            plans: feature.plans.map(planName).join(t('listSeparator')),
          })
        : undefined,
  };
}
