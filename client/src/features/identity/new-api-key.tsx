import type { CreatedApiKey } from '@meterstone/server/contract/identity';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { accountsQuery } from '../../api/accounts.ts';
import { featureListQuery } from '../../api/catalog.ts';
import { useMe } from '../../api/use-session.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { curlExample, exampleRequest, nodeExample } from './example-request.ts';
import styles from './new-api-key.module.css';

/** The key, this once, and how to use it. */
export function NewApiKey({ created }: { created: CreatedApiKey }) {
  const { t } = useTranslation('apiKeys');
  const sample = useSample();
  const request = exampleRequest(created.scopes, sample);
  const { origin } = location;
  return (
    <div className={styles['result']}>
      <Alert type="warning" showIcon title={t('created.once')} description={t('created.onceText')} />
      <div className={styles['key']}>
        <code>{created.key}</code>
        <CopyButton text={created.key} label={t('created.copy')} />
      </div>
      <section>
        <h2>{request.method === 'POST' ? t('created.tryRecord') : t('created.tryRead')}</h2>
        <Code name="curl" text={curlExample(request, origin, created.key)} />
        <Code name="Node.js" text={nodeExample(request, origin, created.key)} />
      </section>
    </div>
  );
}

function Code({ name, text }: { name: string; text: string }) {
  const { t } = useTranslation('apiKeys');
  return (
    <figure className={styles['code']}>
      <figcaption>
        {name} <CopyButton text={text} label={t('created.copyCode', { name })} />
      </figcaption>
      <pre tabIndex={0} aria-label={name}>
        {text}
      </pre>
    </figure>
  );
}

/** An account and a feature that are there, so that the example works as it stands. */
function useSample(): { accountId: string; featureCode: string } {
  const { account } = useMe();
  const { data: accounts } = useQuery(accountsQuery({ q: '', limit: 20, offset: 0 }));
  const { data: features } = useQuery(featureListQuery);
  const externalId = accounts?.items.find((known) => known.externalId !== null)?.externalId;
  const feature = features?.find(({ kind, archivedAt }) => kind === 'metered' && archivedAt === null);
  return {
    accountId: typeof externalId === 'string' ? `ext:${externalId}` : account.id,
    featureCode: feature?.code ?? 'articles_per_day',
  };
}
