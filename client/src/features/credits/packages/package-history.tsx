import type { PackageHistoryEntry } from '@meterstone/server/contract/credits/packages';
import { useQuery } from '@tanstack/react-query';
import { Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { packageHistoryQuery } from '../../../api/credits/packages.ts';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { ChangeLines } from '../../../ui/texts/change-lines.tsx';
import { RelativeTime } from '../../../ui/texts/times.tsx';
import { lineOf } from './package-changes.ts';
import styles from './package-history.module.css';

const latest = 20;

/** Who changed a package, when, why, and what of it. */
export function PackageHistory({ packageId, timeZone }: { packageId: string; timeZone: string }) {
  const { t } = useTranslation('packages');
  const history = useQuery(packageHistoryQuery({ packageId, limit: latest, offset: 0 }));
  return (
    <section className={styles['history']}>
      <h2>{t('history.title')}</h2>
      <QueryView query={history}>
        {({ items }) => (
          <Timeline
            items={items.map((entry) => ({
              key: entry.id,
              content: <HistoryLine entry={entry} timeZone={timeZone} />,
            }))}
          />
        )}
      </QueryView>
    </section>
  );
}

function HistoryLine({ entry, timeZone }: { entry: PackageHistoryEntry; timeZone: string }) {
  const { t } = useTranslation('packages');
  const { t: common } = useTranslation();
  const { action, actor, version, reason, changes } = entry;
  return (
    <article>
      <p>
        {t(`history.${action}`, { actor: actor.name, version })}{' '}
        <span className="quiet">
          <RelativeTime at={entry.at} timeZone={timeZone} />
        </span>
      </p>
      {reason !== null && <p className="quiet">{t('history.reason', { reason })}</p>}
      {action !== 'created' && <ChangeLines lines={changes.map((change) => lineOf(change, { t, common }))} />}
    </article>
  );
}
