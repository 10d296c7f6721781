import { RegisterBody } from '@meterstone/server/contract/identity';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { register } from '../../../api/identity.ts';
import { isLocale } from '../../../lib/language/i18n.ts';
import { zoneOfBrowser } from '../../../lib/time/time-zone.ts';
import { paths } from '../../../paths.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { PasswordAdvice } from '../../../ui/forms/passwords/password-advice.tsx';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import styles from '../session-frame.module.css';
import { SessionFrame } from '../session-frame.tsx';
import { ChosenPlanNote } from './chosen-plan-note.tsx';
import { TimeZoneField } from './time-zone-field.tsx';

interface Fields {
  name?: string;
  email?: string;
  password?: string;
  timeZone?: string;
}

export function RegisterPage() {
  const { t, i18n } = useTranslation('session');
  const { t: validation } = useTranslation('validation');
  const { search } = useLocation();
  const problemText = useProblemText();
  const locale = isLocale(i18n.language) ? i18n.language : 'en';
  const { form, props, isSending, error, refused } = useContractForm({
    schema: RegisterBody,
    toInput: (values: Fields) => ({ ...values, locale }),
    send: register,
  });
  const { name = '', email = '', password = '' } = Form.useWatch([], form) ?? {};
  const isTaken = refused.some(({ code }) => code === 'email_taken');
  return (
    <SessionFrame title={t('register.title')}>
      <ChosenPlanNote />
      <Form {...props} initialValues={{ timeZone: zoneOfBrowser() }}>
        {error && <FormProblem text={problemText(error).text} />}
        <Form.Item name="name" label={t('fields.name')}>
          <Input autoComplete="name" autoFocus size="large" />
        </Form.Item>
        <Form.Item
          name="email"
          label={t('fields.email')}
          {...(isTaken && {
            help: (
              <>
                {validation('codes.email_taken')}{' '}
                <Link to={paths.signIn + search}>{t('register.signIn')}</Link>
              </>
            ),
          })}
        >
          <Input type="email" autoComplete="username" size="large" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('fields.password')}
          extra={<PasswordAdvice password={password} person={{ name, email }} />}
        >
          <Input.Password autoComplete="new-password" size="large" />
        </Form.Item>
        <Form.Item name="timeZone" label={t('fields.timeZone')} extra={t('fields.timeZoneHelp')}>
          <TimeZoneField />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={isSending}>
          {t('register.submit')}
        </Button>
      </Form>
      <p className={styles['below']}>
        {t('register.hasAccount')} <Link to={paths.signIn + search}>{t('register.signIn')}</Link>
      </p>
    </SessionFrame>
  );
}
