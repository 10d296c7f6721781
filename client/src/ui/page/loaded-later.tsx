import { Component, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './loaded-later.module.css';

interface LoadedLaterProps {
  /** Shown while the code of the children is on its way. */
  fallback?: ReactNode;
  children: ReactNode;
}

/**
 * Around a part whose code is loaded when it is wanted. If that fails, the part says so, and the rest of the page
 * stays.
 */
export function LoadedLater({ fallback, children }: LoadedLaterProps) {
  return (
    <FailureBoundary>
      <Suspense fallback={fallback}>{children}</Suspense>
    </FailureBoundary>
  );
}

// React tells failures to classes only.
class FailureBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles['retry']} onClick={() => location.reload()}>
      {t('states.errorTitle')} · {t('retry')}
    </button>
  );
}
