import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../lib/api-error.ts';
import type { Texts } from '../../locales/texts.ts';

type KnownCode = keyof Texts['errors'];

/**
 * Tells a failure in the reader's language: by its code; in the server's own words where it says more than the code
 * and the reader reads English.
 */
export function useProblemText(): (error: unknown) => { text: string; requestId: string | undefined } {
  const { t, i18n } = useTranslation('errors');
  return useCallback(
    (thrown) => {
      const error = toApiError(thrown);
      const isKnown = (code: string): code is KnownCode => i18n.exists(`errors:${code}`);
      const byCode = isKnown(error.code) ? t(error.code) : t('internal');
      const text = i18n.language === 'en' && error.detail !== undefined ? error.detail : byCode;
      return { text, requestId: error.status >= 500 ? error.requestId : undefined };
    },
    [t, i18n],
  );
}
