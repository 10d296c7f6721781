import { AppstoreOutlined } from '@ant-design/icons';
import { featureListQuery, planListQuery } from '../../../api/catalog.ts';
import { prefetch } from '../../../api/prefetch.ts';
import { paths } from '../../../paths.ts';
import { definePage } from '../../define-page.ts';

const feature = definePage({
  name: 'admin-feature',
  path: paths.admin.feature,
  load: async () => (await import('./feature-drawer.tsx')).FeatureDrawer,
  views: { 'admin-new-feature': paths.admin.newFeature },
});

export const featuresPage = definePage({
  name: 'admin-features',
  path: paths.admin.features,
  load: async () => (await import('./features-page.tsx')).FeaturesPage,
  prefetch: () => {
    prefetch(featureListQuery);
    prefetch(planListQuery);
  },
  nav: { label: 'nav.features', icon: AppstoreOutlined },
  drawers: [feature],
});
