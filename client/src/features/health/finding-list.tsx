import type { HealthFinding } from '@meterstone/server/contract/health';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { repairFinding } from '../../api/health.ts';
import { useMe } from '../../api/use-session.ts';
import { accountCreditsPath, paths } from '../../paths.ts';
import { useRowAct } from '../../ui/tables/row-actions.tsx';
import { RelativeTime } from '../../ui/texts/times.tsx';
import styles from './finding-list.module.css';
import { useHealthText } from './use-health-text.ts';

/**
 * What does not hold: the rule, whose row it is, what is there and what should be, and the repair where one is safe.
 */
export function FindingList({ findings }: { findings: readonly HealthFinding[] }) {
  return (
    <ul className={styles['list']}>
      {findings.map((finding) => (
        <li key={finding.id} className={styles['finding']}>
          <Told finding={finding} />
          <Repair finding={finding} />
        </li>
      ))}
    </ul>
  );
}

function Told({ finding }: { finding: HealthFinding }) {
  const { t } = useTranslation('health');
  const { timeZone } = useMe().account;
  const { ruleText, placeText, valueText } = useHealthText();
  const { check, rule, accountId, accountName, row, found, expected, relation, firstSeenAt } = finding;
  return (
    <div className={styles['told']}>
      <div className={styles['rule']}>{t('notSo', { rule: ruleText(rule) })}</div>
      {accountId !== null && (
        <div>
          <Link to={accountPath(accountId, check)}>{accountName ?? accountId}</Link>
        </div>
      )}
      {(found !== null || expected !== null) && (
        <dl className={`${styles['numbers']} number`}>
          <div>
            <dt>{t('found')}</dt>
            <dd>{valueText(found)}</dd>
          </div>
          <div>
            <dt>{t(`expected.${relations[relation]}`)}</dt>
            <dd>{valueText(expected)}</dd>
          </div>
        </dl>
      )}
      <div className={`${styles['place']} quiet`}>
        {Object.entries(row).map(([name, value]) => (
          <span key={name}>{placeText(name, value)}</span>
        ))}
        <span>
          {t('firstSeen')} <RelativeTime at={firstSeenAt} timeZone={timeZone} />
        </span>
      </div>
    </div>
  );
}

/** Where an admin sees the numbers that a check is about. */
function accountPath(accountId: string, check: HealthFinding['check']): string {
  const isOfCredits = check === 'balances' || check === 'ledger' || check === 'packages';
  return isOfCredits ? accountCreditsPath(accountId) : paths.admin.account(accountId);
}

const relations = { '=': 'equal', '≤': 'atMost', '≥': 'atLeast', '>': 'after' } as const;

function Repair({ finding }: { finding: HealthFinding }) {
  const { t } = useTranslation('health');
  if (finding.repair === null) return <span className="quiet">{t('noRepair')}</span>;
  return <RepairButton id={finding.id} repair={finding.repair} />;
}

interface RepairButtonProps {
  id: string;
  repair: NonNullable<HealthFinding['repair']>;
}

function RepairButton({ id, repair }: RepairButtonProps) {
  const { t } = useTranslation('health');
  const { isBusy, start } = useRowAct({
    label: t(`repair.${repair}.action`),
    question: { title: t(`repair.${repair}.title`), text: t(`repair.${repair}.text`) },
    act: async () => {
      await repairFinding(id);
      return t('repaired');
    },
  });
  return (
    <Button loading={isBusy} onClick={start}>
      {t(`repair.${repair}.action`)}
    </Button>
  );
}
