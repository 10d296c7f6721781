import { useState } from 'react';
import { useToasts } from './toasts.tsx';
import { useProblemText } from './use-problem-text.ts';

/** What a button sends: whether it is under way, for the button to show; what fails is told by a toast. */
export function useSending(): { isSending: boolean; send: (request: () => Promise<void>) => void } {
  const { message } = useToasts();
  const problemText = useProblemText();
  const [isSending, setSending] = useState(false);
  return {
    isSending,
    send: (request) => {
      setSending(true);
      request()
        .catch((error: unknown) => void message.error(problemText(error).text))
        .finally(() => setSending(false));
    },
  };
}
