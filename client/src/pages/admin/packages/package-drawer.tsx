import type { AdminPackageDetail } from '@meterstone/server/contract/credits/packages';
import { useQuery } from '@tanstack/react-query';
import { App, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { packageListQuery, packageQuery, publishPackage } from '../../../api/credits/packages.ts';
import { useMe } from '../../../api/use-session.ts';
import { contentAgain } from '../../../features/credits/packages/package-fields.ts';
import { PackageForm } from '../../../features/credits/packages/package-form.tsx';
import { PackageHistory } from '../../../features/credits/packages/package-history.tsx';
import { toApiError } from '../../../lib/api-error.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useUndoToast } from '../../../ui/feedback/toasts/use-undo-toast.tsx';
import { useFocusReturn } from '../../../ui/page/use-focus-return.ts';
import { useTabTitleOver } from '../../../ui/page/use-tab-title.ts';
import { LinkButton } from '../../../url/link-button.tsx';

/** Room for a package in front of the next one. */
const orderStep = 10;

/** The editor of a package with its history or, at `new`, of one to be. */
export function PackageDrawer() {
  const { packageId = '' } = useParams();
  const { t, i18n } = useTranslation('packages');
  const { account } = useMe();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  useFocusReturn();
  const isNew = packageId === 'new';
  const query = useQuery({ ...packageQuery(packageId), enabled: !isNew });
  const packages = useQuery(packageListQuery);

  const close = () => void navigate({ pathname: paths.admin.packages, search: params.toString() });
  const tellSaved = useTellSaved();
  const onSaved: typeof tellSaved = (saved, before) => {
    tellSaved(saved, before);
    close();
  };
  const { data, error } = query;
  const title = isNew
    ? t('form.newTitle')
    : data && t('form.editTitle', { package: inLanguage(data.name, i18n.language), version: data.version });
  useTabTitleOver(title);
  const isUnknown =
    data === undefined && error !== null && ['not_found', 'invalid_input'].includes(toApiError(error).code);

  return (
    <Drawer open size="min(720px, 100vw)" title={title} onClose={close}>
      {isNew && (
        <QueryView query={packages}>
          {(all) => (
            <PackageForm
              item={undefined}
              sortOrder={Math.max(0, ...all.map(({ sortOrder }) => sortOrder)) + orderStep}
              onSaved={onSaved}
            />
          )}
        </QueryView>
      )}
      {isUnknown && (
        <Notice
          title={t('noSuch.title')}
          text={t('noSuch.text')}
          action={<LinkButton to={paths.admin.packages}>{t('empty.showAll')}</LinkButton>}
        />
      )}
      {!isNew && !isUnknown && (
        <QueryView query={query}>
          {(item) => (
            <>
              <PackageForm key={packageId} item={item} sortOrder={item.sortOrder} onSaved={onSaved} />
              <PackageHistory packageId={item.id} timeZone={account.timeZone} />
            </>
          )}
        </QueryView>
      )}
    </Drawer>
  );
}

/**
 * Says that a package is published. That can be undone, unlike a plan's: a version is only for those who get the
 * package while it is the current one, and they keep it.
 */
function useTellSaved(): (saved: AdminPackageDetail, before: AdminPackageDetail | undefined) => void {
  const { t, i18n } = useTranslation('packages');
  const { message } = App.useApp();
  const tellUndoable = useUndoToast();
  return (saved, before) => {
    const values = { package: inLanguage(saved.name, i18n.language), version: saved.version };
    if (!before) {
      void message.success(t('done.created', values));
      return;
    }
    tellUndoable({
      text: t('done.published', values),
      undo: async () => {
        const back = await publishPackage(saved.id, saved.version, contentAgain(before, saved));
        return t('done.undone', { package: inLanguage(back.name, i18n.language) });
      },
    });
  };
}
