import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Outlet, useSearchParams } from 'react-router';
import { apiKeysQuery } from '../../../api/identity.ts';
import { ApiKeysTable } from '../../../features/identity/api-keys-table.tsx';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { ListPage } from '../../../ui/page/list-page.tsx';
import { DensitySwitch } from '../../../ui/tables/density-switch.tsx';
import { LinkButton } from '../../../url/link-button.tsx';
import { pageOf } from '../../../url/page-number.ts';
import { pageSize, readAddress } from './address.ts';

export function ApiKeysPage() {
  const { t } = useTranslation('apiKeys');
  const [params, setParams] = useSearchParams();
  const { page } = readAddress(params);
  const apiKeys = useQuery(apiKeysQuery(pageOf(page, pageSize)));
  const create = (
    <LinkButton to={paths.admin.newApiKey} isPrimary icon={<PlusOutlined aria-hidden />}>
      {t('create')}
    </LinkButton>
  );
  return (
    <ListPage
      title={t('title')}
      intro={t('intro')}
      isEmpty={apiKeys.data?.total === 0}
      action={
        <>
          <DensitySwitch />
          {create}
        </>
      }
      query={apiKeys}
      drawers={<Outlet />}
    >
      {({ items, total }) => (
        <ApiKeysTable
          rows={items}
          total={total}
          page={page}
          pageSize={pageSize}
          isLoading={apiKeys.isPlaceholderData}
          empty={<Notice title={t('empty.title')} text={t('empty.text')} action={create} />}
          onPage={(to) => setParams(to > 1 ? { page: String(to) } : {})}
        />
      )}
    </ListPage>
  );
}
