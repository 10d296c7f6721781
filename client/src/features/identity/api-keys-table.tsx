import type { ApiKey } from '@meterstone/server/contract/identity';
import { Button, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { revokeApiKey } from '../../api/identity.ts';
import { useMe } from '../../api/use-session.ts';
import { PagedTable, type PageOfRows } from '../../ui/tables/paged-table.tsx';
import { useRowAct } from '../../ui/tables/row-actions.tsx';
import { Day, RelativeTime } from '../../ui/texts/times.tsx';
import styles from './api-keys-table.module.css';

/** All keys, revoked ones too. On phones what a key may do and when it was used stand below its name. */
export function ApiKeysTable(page: PageOfRows<ApiKey>) {
  const columns = useColumns();
  return <PagedTable {...page} columns={columns} />;
}

function useColumns(): TableColumnsType<ApiKey> {
  const { t } = useTranslation('apiKeys');
  const { timeZone } = useMe().account;
  return [
    {
      title: t('columns.name'),
      render: (_, key) => (
        <>
          <div className={styles['name']}>{key.name}</div>
          <code className="quiet">{key.prefix}…</code>
          <div className={styles['below']}>
            <Scopes scopes={key.scopes} />
            <div className="quiet">
              {t('lastUsedAt')}
              <LastUsed apiKey={key} timeZone={timeZone} />
            </div>
          </div>
        </>
      ),
    },
    {
      title: t('columns.scopes'),
      responsive: ['md'],
      render: (_, { scopes }) => <Scopes scopes={scopes} />,
    },
    {
      title: t('columns.created'),
      align: 'right',
      responsive: ['md'],
      render: (_, { createdAt }) => <Day at={createdAt} timeZone={timeZone} />,
    },
    {
      title: t('columns.lastUsed'),
      align: 'right',
      responsive: ['md'],
      render: (_, key) => <LastUsed apiKey={key} timeZone={timeZone} />,
    },
    {
      title: <span className="only-for-screen-readers">{t('columns.revoke')}</span>,
      align: 'right',
      width: 150,
      render: (_, key) =>
        key.revokedAt === null ? (
          <RevokeButton apiKey={key} />
        ) : (
          <span className="quiet">
            {t('revoked')} <RelativeTime at={key.revokedAt} timeZone={timeZone} />
          </span>
        ),
    },
  ];
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  return (
    <span className={styles['scopes']}>
      {scopes.map((scope) => (
        <code key={scope}>{scope}</code>
      ))}
    </span>
  );
}

function LastUsed({ apiKey: { lastUsedAt }, timeZone }: { apiKey: ApiKey; timeZone: string }) {
  const { t } = useTranslation('apiKeys');
  if (lastUsedAt === null) return <span className="quiet">{t('neverUsed')}</span>;
  return <RelativeTime at={lastUsedAt} timeZone={timeZone} />;
}

function RevokeButton({ apiKey: { id, name } }: { apiKey: ApiKey }) {
  const { t } = useTranslation('apiKeys');
  const label = t('revoke.action', { name });
  const { start } = useRowAct({
    label,
    question: { title: t('revoke.title', { name }), text: t('revoke.consequence') },
    asksWhy: true,
    act: async (reason) => {
      await revokeApiKey(id, reason);
      return t('revoke.done', { name });
    },
  });
  return (
    <Button size="small" danger type="text" aria-label={label} onClick={start}>
      {t('columns.revoke')}
    </Button>
  );
}
