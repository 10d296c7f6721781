import { useCallback, useState } from 'react';

interface Opening {
  isOpen: boolean;
  /** Until then its code need not be there; afterwards it stays, to close as it should. */
  wasOpened: boolean;
  open: () => void;
  close: () => void;
  toggle: () => void;
}

/** Of a dialog or drawer whose code is loaded when it is first opened. */
export function useOpening(): Opening {
  const [state, setState] = useState<'never opened' | 'open' | 'closed'>('never opened');
  return {
    isOpen: state === 'open',
    wasOpened: state !== 'never opened',
    open: useCallback(() => setState('open'), []),
    close: useCallback(() => setState((before) => (before === 'open' ? 'closed' : before)), []),
    toggle: useCallback(() => setState((before) => (before === 'open' ? 'closed' : 'open')), []),
  };
}
