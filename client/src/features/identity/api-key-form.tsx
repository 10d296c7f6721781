import { CreateApiKeyBody, type CreatedApiKey } from '@meterstone/server/contract/identity';
import type { Scope } from '@meterstone/server/scopes';
import { Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createApiKey } from '../../api/identity.ts';
import { toApiError } from '../../lib/api-error.ts';
import { newIdempotencyKey } from '../../lib/new-idempotency-key.ts';
import { FormProblem } from '../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../ui/feedback/use-problem-text.ts';
import { useContractForm } from '../../ui/forms/use-contract-form.ts';
import styles from './api-key-form.module.css';
import { offeredScopes, usualScopes } from './scopes.ts';

interface Fields {
  name?: string;
  scopes?: Scope[];
}

/** The key was made by an earlier try, whose answer got lost. */
const madeBefore = ['conflict', 'idempotency_mismatch'];

/** Asks what the key is for and what it may do. */
export function ApiKeyForm({ onCreated }: { onCreated: (key: CreatedApiKey) => void }) {
  const { t } = useTranslation('apiKeys');
  const problemText = useProblemText();
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  const { props, isSending, error } = useContractForm({
    schema: CreateApiKeyBody,
    toInput: (values: Fields) => values,
    send: async (input) => {
      try {
        onCreated(await createApiKey(input, idempotencyKey));
      } catch (thrown) {
        // The next try is to make another one.
        if (madeBefore.includes(toApiError(thrown).code)) setIdempotencyKey(newIdempotencyKey());
        throw thrown;
      }
    },
  });
  return (
    <Form {...props} initialValues={{ scopes: usualScopes }}>
      {error && (
        <FormProblem
          text={madeBefore.includes(error.code) ? t('form.madeBefore') : problemText(error).text}
        />
      )}
      <Form.Item name="name" label={t('form.name')} extra={t('form.nameHelp')}>
        <Input autoFocus autoComplete="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="scopes" label={t('form.scopes')}>
        <Checkbox.Group className={styles['scopes'] ?? ''}>
          {offeredScopes.map(({ scope, text }) => (
            <Checkbox
              key={scope}
              value={scope}
              styles={{ icon: { alignSelf: 'start', marginBlockStart: 3 } }}
            >
              <span className={styles['scope']}>{t(`scope.${text}`)}</span>
              <span className={styles['code']}>{scope}</span>
              <span className={styles['explanation']}>{t(`scopeHelp.${text}`)}</span>
            </Checkbox>
          ))}
        </Checkbox.Group>
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isSending}>
        {t('form.submit')}
      </Button>
    </Form>
  );
}
