import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { register } from '../../../api/http/entrance.ts';
import { isLocale } from '../../../lib/language/first-texts.ts';
import { zoneOfBrowser } from '../../../lib/time/time-zone.ts';
import { basename, paths } from '../../../paths.ts';
import { PasswordAdvice } from '../../../ui/forms/passwords/password-advice.tsx';
import { useEntrance } from '../entrance.ts';
import { checks } from '../form/checks.ts';
import { EntranceForm } from '../form/entrance-form.tsx';
import { Field, Item, PasswordField } from '../form/field.tsx';
import { useEntranceForm } from '../form/use-entrance-form.ts';
import styles from '../session-frame.module.css';
import { SessionFrame } from '../session-frame.tsx';
import { TimeZoneField } from './time-zone-field.tsx';
import { useChosenPlan } from './use-chosen-plan.ts';

export function RegisterPage() {
  const { t, i18n } = useTranslation('session');
  const { enter } = useEntrance();
  const chosen = useChosenPlan();
  const [timeZone, setTimeZone] = useState(zoneOfBrowser);
  const form = useEntranceForm(
    {
      name: checks.name,
      email: checks.email,
      password: checks.newPassword,
      timeZone: checks.timeZone,
    },
    async (text) =>
      enter(
        await register({
          name: text('name'),
          email: text('email'),
          password: text('password'),
          timeZone,
          locale: isLocale(i18n.language) ? i18n.language : 'en',
        }),
      ),
  );
  const { errors, text } = form;
  const isTaken = form.refused.some(({ code }) => code === 'email_taken');
  const signIn = <a href={basename + paths.signIn + location.search}>{t('register.signIn')}</a>;
  return (
    <SessionFrame title={t('register.title')}>
      <EntranceForm
        form={form}
        submit={t('register.submit')}
        note={chosen?.text}
        isNoteComing={chosen?.isComing ?? false}
      >
        <Field
          name="name"
          label={t('fields.name')}
          error={errors.get('name')}
          autoComplete="name"
          autoFocus
        />
        <Field
          name="email"
          label={t('fields.email')}
          error={
            isTaken ? (
              <>
                {errors.get('email')} {signIn}
              </>
            ) : (
              errors.get('email')
            )
          }
          type="email"
          autoComplete="username"
        />
        <PasswordField
          name="password"
          label={t('fields.password')}
          error={errors.get('password')}
          help={
            <PasswordAdvice
              password={text('password')}
              person={{ name: text('name'), email: text('email') }}
            />
          }
          autoComplete="new-password"
        />
        <Item
          name="timeZone"
          label={t('fields.timeZone')}
          error={errors.get('timeZone')}
          help={t('fields.timeZoneHelp')}
        >
          <TimeZoneField id="timeZone" value={timeZone} onChange={setTimeZone} />
        </Item>
      </EntranceForm>
      <p className={styles['below']}>
        {t('register.hasAccount')} {signIn}
      </p>
    </SessionFrame>
  );
}
