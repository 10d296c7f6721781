import { useTranslation } from 'react-i18next';

/**
 * Says of a new code that one of these has it already, as far as is known here; undefined of any other. What was
 * archived keeps its code.
 */
export function useTakenCode(known: readonly { code: string }[]): (code: string) => string | undefined {
  const { t } = useTranslation('validation');
  return (code) => (known.some((other) => other.code === code.trim()) ? t('codes.code_taken') : undefined);
}
