import type { AdminPackageDetail } from '@meterstone/server/contract/credits/packages';
import { useTranslation } from 'react-i18next';
import { Effects } from '../../../ui/forms/effects.tsx';
import { ChangeLines } from '../../../ui/texts/change-lines.tsx';
import { changesBetween, lineOf } from './package-changes.ts';
import type { PackageFields } from './package-fields.ts';

interface PackageEffectsProps {
  /** Absent for a new one. */
  item: AdminPackageDetail | undefined;
  /** The version that is edited, and the fields as they are typed. */
  start: PackageFields;
  fields: PackageFields;
}

/** What publishing will change, and what it leaves to those for whom the package runs. */
export function PackageEffects({ item, start, fields }: PackageEffectsProps) {
  const { t } = useTranslation('packages');
  const { t: common } = useTranslation();
  const changes = item ? changesBetween(start, fields) : [];
  return (
    <Effects>
      {item && changes.length === 0 && <p>{t('effect.nothing')}</p>}
      <ChangeLines lines={changes.map((change) => lineOf(change, { t, common }))} />
      {(!item || changes.length > 0) && <p>{t(`effect.${fields.status}`)}</p>}
      {changes.length > 0 && item && (
        <p>{item.holders > 0 ? t('effect.holders', { count: item.holders }) : t('effect.nobody')}</p>
      )}
    </Effects>
  );
}
