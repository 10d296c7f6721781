import { ColumnHeightOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { stored } from '../../lib/browser/stored.ts';
import styles from './density-switch.module.css';

const density = stored('density');

/** The size of tables, as Ant Design names it; kept in this browser, for all tables alike. */
export function useTableSize(): 'small' | 'large' {
  return useSyncExternalStore(density.subscribe, () => (density.read() === 'compact' ? 'small' : 'large'));
}

/** Puts the rows of tables closer together, or apart again. */
export function DensitySwitch() {
  const { t } = useTranslation();
  const isCompact = useTableSize() === 'small';
  return (
    <Tooltip title={t('compactRows')}>
      <Button
        className={styles['switch'] ?? ''}
        icon={<ColumnHeightOutlined aria-hidden />}
        type={isCompact ? 'primary' : 'default'}
        ghost={isCompact}
        aria-label={t('compactRows')}
        aria-pressed={isCompact}
        onClick={() => density.write(isCompact ? null : 'compact')}
      />
    </Tooltip>
  );
}
