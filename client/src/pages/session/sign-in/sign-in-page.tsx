import { LoginBody } from '@meterstone/server/contract/identity';
import { Alert, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { signIn } from '../../../api/identity.ts';
import { useSession } from '../../../api/use-session.ts';
import { paths } from '../../../paths.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import styles from '../session-frame.module.css';
import { SessionFrame } from '../session-frame.tsx';

export function SignInPage() {
  const { t } = useTranslation('session');
  const { search } = useLocation();
  const current = useSession();
  const problemText = useProblemText();
  const { props, isSending, error } = useContractForm({
    schema: LoginBody,
    toInput: (values: { email?: string; password?: string }) => values,
    send: signIn,
  });
  const hasEnded = current.status === 'signedOut' && current.because === 'ended';
  return (
    <SessionFrame title={t('signIn.title')}>
      <Form {...props}>
        {hasEnded && !error && (
          <Form.Item>
            <Alert type="info" showIcon title={t('signIn.ended')} />
          </Form.Item>
        )}
        {error && (
          <FormProblem text={error.code === 'unauthenticated' ? t('wrong') : problemText(error).text} />
        )}
        <Form.Item name="email" label={t('fields.email')}>
          <Input type="email" autoComplete="username" autoFocus size="large" />
        </Form.Item>
        <Form.Item name="password" label={t('fields.password')}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {t('signIn.submit')}
        </Button>
      </Form>
      <p className={styles['below']}>
        {t('signIn.noAccount')} <Link to={paths.register + search}>{t('signIn.register')}</Link>
      </p>
    </SessionFrame>
  );
}
