import { useTranslation } from 'react-i18next';
import { signIn } from '../../../api/http/entrance.ts';
import { basename, paths } from '../../../paths.ts';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import { useEntrance } from '../entrance.ts';
import { checks } from '../form/checks.ts';
import { EntranceForm } from '../form/entrance-form.tsx';
import { Field, PasswordField } from '../form/field.tsx';
import { useEntranceForm } from '../form/use-entrance-form.ts';
import styles from '../session-frame.module.css';
import { SessionFrame } from '../session-frame.tsx';

export function SignInPage() {
  const { t } = useTranslation('session');
  const { enter, hasEnded } = useEntrance();
  const form = useEntranceForm({ email: checks.email, password: checks.givenPassword }, async (text) =>
    enter(await signIn({ email: text('email'), password: text('password') })),
  );
  return (
    <SessionFrame title={t('signIn.title')}>
      <EntranceForm form={form} submit={t('signIn.submit')} note={hasEnded ? t('signIn.ended') : undefined}>
        <Field
          name="email"
          label={t('fields.email')}
          error={form.errors.get('email')}
          type="email"
          autoComplete="username"
          autoFocus
        />
        <PasswordField
          name="password"
          label={t('fields.password')}
          error={form.errors.get('password')}
          autoComplete="current-password"
        />
      </EntranceForm>
      <p className={styles['below']}>
        <WithSupport text={t('signIn.forgotten')} />
      </p>
      <p className={styles['below']}>
        {t('signIn.noAccount')}{' '}
        <a href={basename + paths.register + location.search}>{t('signIn.register')}</a>
      </p>
    </SessionFrame>
  );
}
