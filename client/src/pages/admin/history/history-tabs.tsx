import { useTranslation } from 'react-i18next';
import { paths } from '../../../paths.ts';
import { LinkTabs } from '../../../url/link-tabs.tsx';

/** The ways between the histories of plans, packages, features and API keys. */
export function HistoryTabs() {
  const { t } = useTranslation('history');
  return (
    <LinkTabs
      label={t('title')}
      tabs={[
        { to: paths.admin.history, label: t('tabs.plans') },
        { to: paths.admin.packageHistory, label: t('tabs.packages') },
        { to: paths.admin.featureHistory, label: t('tabs.features') },
        { to: paths.admin.apiKeyHistory, label: t('tabs.apiKeys') },
      ]}
    />
  );
}
