import type { ChangedPlans } from '@meterstone/server/contract/metering/plan-changes';
import { Alert, Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { assignPlans } from '../../../api/admin-accounts.ts';
import { usePlanName } from '../../../api/use-catalog-names.ts';
import { newIdempotencyKey } from '../../../lib/new-idempotency-key.ts';
import { paths } from '../../../paths.ts';
import { FormProblem } from '../../../ui/feedback/form-problem.tsx';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { isPlanChanged } from '../is-plan-changed.ts';
import type { Done } from './done.ts';
import styles from './plan-changes.module.css';

interface ChangedViewProps {
  done: Done;
  onSending: (isSending: boolean) => void;
  onDone: (done: Done) => void;
  onClose: () => void;
}

/** What became of each account; those that failed can be tried again. */
export function ChangedView({ done, onSending, onDone, onClose }: ChangedViewProps) {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const { preview, changed } = done;
  const again = useAgain(done, { onSending, onDone });
  const failed = changed.results.filter(({ status }) => status === 'failed');
  const nameOf = (id: string) => preview.accounts.find(({ accountId }) => accountId === id)?.name ?? id;
  const whyOf = useWhy();
  const plan = planName(preview.planCode);
  return (
    <>
      <div role="status">
        <Alert
          type={failed.length > 0 ? 'warning' : 'info'}
          showIcon
          title={t('many.changed', { count: changed.changed, plan })}
          description={changed.kept > 0 && t('many.kept', { count: changed.kept, plan })}
        />
      </div>
      {again.problem !== undefined && <FormProblem text={again.problem} />}
      {failed.length > 0 && (
        <section aria-labelledby="failed-accounts">
          <h2 id="failed-accounts">{t('many.failed', { count: failed.length })}</h2>
          <ul className={styles['failed']}>
            {failed.map(({ accountId, code }) => (
              <li key={accountId}>
                <Link to={paths.admin.account(accountId)} target="_blank">
                  {nameOf(accountId)}
                </Link>
                <div className="quiet">{whyOf(code)}</div>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className={styles['acts']}>
        {failed.length > 0 && (
          <Button loading={again.isSending} onClick={again.send}>
            {t('many.again', { count: failed.length })}
          </Button>
        )}
        <Button type="primary" disabled={again.isSending} onClick={onClose}>
          {t('many.close')}
        </Button>
      </div>
    </>
  );
}

/** What has to change before it works, or that trying again may be enough. */
function useWhy(): (code: string | undefined) => string {
  const { t } = useTranslation('accounts');
  return (code) => {
    if (code === 'unavailable' || code === 'overloaded') return t('many.why.busy');
    if (code === 'not_found') return t('many.why.gone');
    if (code === 'account_closed') return t('many.why.closed');
    if (code === 'conflict') return t('many.why.refused');
    if (code === 'version_conflict') return t('many.planChanged');
    return t('many.why.other');
  };
}

/** Sends those that failed once more, as an act of its own, and tells of all together. */
function useAgain(
  { preview, reason, changed }: Done,
  { onSending, onDone }: Pick<ChangedViewProps, 'onSending' | 'onDone'>,
) {
  const { t } = useTranslation('accounts');
  const problemText = useProblemText();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  // Kept until there is an answer: what was sent and got lost is sent again, not anew.
  const key = useRef<string>(undefined);

  async function sendAll(): Promise<void> {
    const accountIds = changed.results.flatMap(({ status, accountId }) =>
      status === 'failed' ? [accountId] : [],
    );
    key.current ??= newIdempotencyKey();
    setSending(true);
    onSending(true);
    setProblem(undefined);
    try {
      const { planCode, version: seenVersion } = preview;
      const body = { accountIds, planCode, seenVersion, reason };
      const more = await assignPlans(body, key.current);
      key.current = undefined;
      onDone({ preview, reason, changed: together(changed, more) });
    } catch (error) {
      setProblem(isPlanChanged(error) ? t('many.planChanged') : problemText(error).text);
    } finally {
      setSending(false);
      onSending(false);
    }
  }
  return { isSending, problem, send: () => void sendAll() };
}

function together(first: ChangedPlans, more: ChangedPlans): ChangedPlans {
  return {
    results: [...first.results.filter(({ status }) => status !== 'failed'), ...more.results],
    changed: first.changed + more.changed,
    kept: first.kept + more.kept,
    failed: more.failed,
  };
}
