import { ChangePasswordBody, UpdateMeBody } from '@meterstone/server/contract/identity';
import { Button, Form, Input, Skeleton } from 'antd';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword, updateProfile } from '../../../api/identity.ts';
import { usageKey } from '../../../api/metering.ts';
import { queryClient } from '../../../api/query-client.ts';
import { useMe } from '../../../api/use-session.ts';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { PasswordAdvice } from '../../../ui/forms/passwords/password-advice.tsx';
import { useContractForm } from '../../../ui/forms/use-contract-form.ts';
import { LoadedLater } from '../../../ui/page/loaded-later.tsx';
import styles from './profile-forms.module.css';
import { ProfileSection } from './profile-section.tsx';
import { Refusal } from './refusal.tsx';
import { ZoneEffect } from './zone-effect.tsx';

// It brings the cities of the world along.
const TimeZoneSelect = lazy(async () => ({
  default: (await import('../../../ui/forms/time/time-zone-select.tsx')).TimeZoneSelect,
}));

export function NameSection() {
  const { t } = useTranslation('profile');
  const { user } = useMe();
  const { message } = useToasts();
  const { props, isSending, error } = useContractForm({
    schema: UpdateMeBody.required({ name: true }).pick({ name: true }),
    toInput: ({ name }: { name?: string }) => ({ name }),
    send: async (body) => {
      await updateProfile(body);
      void message.success(t('name.saved'));
    },
  });
  return (
    <ProfileSection id="your-name" title={t('name.title')} text={t('name.text')}>
      <Form {...props} initialValues={{ name: user.name }}>
        <Refusal error={error} />
        <Form.Item name="name">
          <Input autoComplete="name" aria-labelledby="your-name" />
        </Form.Item>
        <SaveButton isSending={isSending} />
      </Form>
    </ProfileSection>
  );
}

export function TimeZoneSection() {
  const { t } = useTranslation('profile');
  const { account } = useMe();
  const { message } = useToasts();
  const { form, props, isSending, error } = useContractForm({
    schema: UpdateMeBody.required({ timeZone: true }).pick({ timeZone: true }),
    toInput: ({ timeZone }: { timeZone?: string }) => ({ timeZone }),
    send: async (body) => {
      await updateProfile(body);
      // Days begin at other instants now.
      await queryClient.invalidateQueries({ queryKey: usageKey });
      void message.success(t('timeZone.saved'));
    },
  });
  const chosen = Form.useWatch('timeZone', form);
  const isMove = chosen !== undefined && chosen !== account.timeZone;
  return (
    <ProfileSection id="time-zone" title={t('timeZone.title')} text={t('timeZone.text')}>
      <Form {...props} initialValues={{ timeZone: account.timeZone }}>
        <Refusal error={error} />
        <LoadedLater fallback={<Skeleton.Input active block />}>
          <Form.Item
            name="timeZone"
            className={styles['zone'] ?? ''}
            extra={isMove && <ZoneEffect timeZone={chosen} />}
          >
            <TimeZoneSelect aria-labelledby="time-zone" />
          </Form.Item>
        </LoadedLater>
        <SaveButton isSending={isSending} />
      </Form>
    </ProfileSection>
  );
}

interface PasswordFields {
  currentPassword?: string;
  newPassword?: string;
}

export function PasswordSection() {
  const { t } = useTranslation('profile');
  const { user } = useMe();
  const { message } = useToasts();
  const { form, props, isSending, error } = useContractForm({
    schema: ChangePasswordBody,
    toInput: ({ currentPassword, newPassword }: PasswordFields) => ({ currentPassword, newPassword }),
    send: async (body) => {
      const { revokedSessions } = await changePassword(body);
      form.resetFields();
      void message.success(t('password.saved', { count: revokedSessions }));
    },
  });
  const newPassword = Form.useWatch('newPassword', form) ?? '';
  return (
    <ProfileSection id="password" title={t('password.title')} text={t('password.text')}>
      <Form {...props}>
        <Refusal error={error} />
        {/* Tells password managers whose password it is. */}
        <input type="text" hidden readOnly autoComplete="username" value={user.email} />
        <Form.Item name="currentPassword" label={t('password.current')}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="newPassword"
          label={t('password.new')}
          extra={<PasswordAdvice password={newPassword} person={user} />}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button htmlType="submit" loading={isSending}>
          {t('password.submit')}
        </Button>
      </Form>
    </ProfileSection>
  );
}

function SaveButton({ isSending }: { isSending: boolean }) {
  const { t } = useTranslation();
  return (
    <Button htmlType="submit" loading={isSending}>
      {t('save')}
    </Button>
  );
}
