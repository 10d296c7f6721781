import type { ActivePackage, Package } from '@meterstone/server/contract/credits/packages';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../../api/use-session.ts';
import { formatDate } from '../../../../lib/language/format.ts';
import { inLanguage } from '../../../../lib/language/translations.ts';
import styles from './package-follows.module.css';

interface PackageFollowsProps {
  /** What is about to be bought. */
  item: Package;
  /** The same package, as it runs already. */
  before: Pick<ActivePackage, 'endsAt' | 'next'>;
}

/**
 * From when until when a package holds that one has already, as the server would give it. What comes at once does not
 * wait, and lasts as long as the term.
 */
export function PackageFollows({ item, before: { endsAt, next } }: PackageFollowsProps) {
  const { t, i18n } = useTranslation('checkout');
  const { timeZone } = useMe().account;
  const texts = {
    package: inLanguage(item.name, i18n.language),
    from: formatDate(endsAt, timeZone),
  };
  const times = next && {
    ...texts,
    from: formatDate(next.startsAt, timeZone),
    end: formatDate(next.endsAt, timeZone),
  };
  return (
    <Alert
      type="info"
      showIcon
      title={t('again.title', texts)}
      description={
        times && (
          <div className={styles['lines']}>
            <p>{t('again.follows', times)}</p>
            {item.credits > 0 && <p>{t('again.credits', times)}</p>}
            {item.dailyCredits !== null && <p>{t('again.daily', times)}</p>}
          </div>
        )
      }
    />
  );
}
