import type { ImportResult } from '@meterstone/server/contract/credits/grants';
import { useState } from 'react';
import { importGrantRows, previewGrantRows } from '../../../api/credits/admin.ts';
import { toApiError, type ApiError } from '../../../lib/api-error.ts';
import { importKeyOf } from './import-key.ts';

/** Rows that were refused only because somebody held their account: sent again with the key, they are tried again. */
export function hasBusy(results: readonly ImportResult[]): boolean {
  return results.some(({ code }) => code === 'overloaded');
}

/** Nothing was given, as all of it that can be had been before. */
export function isRepeat(results: readonly ImportResult[]): boolean {
  return (
    results.some(({ status }) => status === 'replayed') && results.every(({ status }) => status !== 'granted')
  );
}

/** A file that is chosen or pasted, looked at by a preview, and imported under the key of its content. */
export function useImport() {
  const [text, setText] = useState('');
  const [results, setResults] = useState<ImportResult[]>();
  const [error, setError] = useState<ApiError>();
  const [sending, setSending] = useState<'preview' | 'import'>();

  async function send(kind: 'preview' | 'import', request: () => Promise<ImportResult[]>): Promise<void> {
    setSending(kind);
    setError(undefined);
    try {
      setResults(await request());
    } catch (thrown) {
      setError(toApiError(thrown));
    } finally {
      setSending(undefined);
    }
  }

  return {
    text,
    results,
    error,
    sending,
    canImport:
      results !== undefined && (results.some(({ status }) => status === 'ready') || hasBusy(results)),
    change: (content: string) => {
      setText(content);
      setResults(undefined);
      setError(undefined);
    },
    preview: () => send('preview', () => previewGrantRows(text)),
    submit: () => send('import', () => importGrantRows(text, importKeyOf(text))),
  };
}
