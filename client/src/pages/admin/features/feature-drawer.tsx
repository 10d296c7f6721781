import type { Feature } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { App, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { featureListQuery, planListQuery } from '../../../api/catalog.ts';
import { FeatureForm } from '../../../features/catalog/features/feature-form.tsx';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useFocusReturn } from '../../../ui/page/use-focus-return.ts';
import { useTabTitleOver } from '../../../ui/page/use-tab-title.ts';
import { LinkButton } from '../../../url/link-button.tsx';

/** The editor of a feature or, at `new`, of one to be. */
export function FeatureDrawer() {
  const { featureCode = '' } = useParams();
  const { t, i18n } = useTranslation('features');
  const { t: common } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const features = useQuery(featureListQuery);
  const plans = useQuery(planListQuery).data ?? [];
  useFocusReturn();
  const isNew = featureCode === 'new';
  const nameOf = ({ name }: Feature) => inLanguage(name, i18n.language);
  const find = (all: readonly Feature[]) => all.find(({ code }) => code === featureCode);
  const present = find(features.data ?? []);

  const title = isNew ? t('form.newTitle') : present && nameOf(present);
  useTabTitleOver(title);

  const close = () => void navigate({ pathname: paths.admin.features, search: params.toString() });
  const onSaved = (feature: Feature) => {
    const values = { feature: nameOf(feature) };
    void message.success(isNew ? t('done.created', values) : t('done.saved', values));
    close();
  };

  return (
    <Drawer open size="min(640px, 100vw)" title={title} onClose={close}>
      <QueryView query={features}>
        {(all) => {
          const feature = find(all);
          if (!feature && !isNew) {
            return (
              <Notice
                title={common('states.notFoundTitle')}
                text={common('states.notFoundText')}
                action={<LinkButton to={paths.admin.features}>{t('empty.showAll')}</LinkButton>}
              />
            );
          }
          return <FeatureForm key={featureCode} feature={feature} plans={plans} onSaved={onSaved} />;
        }}
      </QueryView>
    </Drawer>
  );
}
