import type { PasswordQuestion } from '@meterstone/server/password-judge';
import { useTranslation } from 'react-i18next';
import { shortest, useWeakness } from './use-weakness.ts';

/** Below a new password: how long it has to be, and, where it is easily guessed, why and what would be better. */
export function PasswordAdvice(question: PasswordQuestion) {
  const { t } = useTranslation('validation');
  const weakness = useWeakness(question);
  return <span role="status">{weakness ? t(`codes.${weakness}`) : t('tooShort', { count: shortest })}</span>;
}
