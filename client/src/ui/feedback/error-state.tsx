import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../texts/copy-button.tsx';
import { Notice } from './notice.tsx';
import { useProblemText } from './use-problem-text.ts';
import { WithSupport } from './with-support.tsx';

/** What happened, how to go on, and what to quote to whoever can help. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const { text, requestId } = useProblemText()(error);
  return (
    <div role="alert">
      <Notice
        title={t('states.errorTitle')}
        text={
          <>
            <WithSupport text={text} />
            {requestId !== undefined && (
              <>
                <br />
                <span style={{ fontSize: 12 }}>
                  {t('requestId', { id: requestId })} <CopyButton text={requestId} />
                </span>
              </>
            )}
          </>
        }
        action={
          onRetry && (
            <Button type="primary" onClick={onRetry}>
              {t('retry')}
            </Button>
          )
        }
      />
    </div>
  );
}
