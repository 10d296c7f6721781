import type { CreatedApiKey } from '@meterstone/server/contract/identity';
import { Alert } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../ui/texts/copy-button.tsx';
import { curlExample, exampleRequests, nodeExample } from './example-request.ts';
import styles from './new-api-key.module.css';
import { useSample } from './use-sample.ts';

/** The key, this once, and how to use it. */
export function NewApiKey({ created }: { created: CreatedApiKey }) {
  const { t } = useTranslation('apiKeys');
  const isRecording = created.scopes.includes('usage:write');
  const bringsCustomer = created.scopes.includes('accounts:write');
  const sample = useSample(bringsCustomer);
  const requests = exampleRequests(created.scopes, sample);
  const { origin } = location;
  const root = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone: what comes next to Tab, and is read out, is the key.
  useEffect(() => root.current?.focus(), []);
  return (
    <div ref={root} tabIndex={-1} className={styles['result']}>
      <Alert type="warning" showIcon title={t('created.once')} description={t('created.onceText')} />
      <div className={styles['key']}>
        <code>{created.key}</code>
        <CopyButton text={created.key} label={t('created.copy')} />
      </div>
      <section>
        <h2>{isRecording ? t('created.tryRecord') : t('created.try')}</h2>
        {isRecording && (
          <p className="quiet">
            {bringsCustomer ? t('created.bringsFirst') : t('created.putIn')}{' '}
            {!sample.isComplete && (bringsCustomer ? t('created.needsDefaultPlan') : t('created.needsPlan'))}
          </p>
        )}
        <Code name="curl" text={curlExample(requests, origin, created.key)} />
        <Code name="Node.js" text={nodeExample(requests, origin, created.key)} />
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
