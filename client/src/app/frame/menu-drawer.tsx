import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useBrandName } from '../../ui/page/brand.tsx';
import styles from './frame.module.css';

interface MenuDrawerProps {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The navigation on phones. */
export function MenuDrawer({ isOpen, onClose, children }: MenuDrawerProps) {
  const brand = useBrandName();
  return (
    <Drawer open={isOpen} placement="left" size={280} title={brand} onClose={onClose}>
      <div className={styles['inDrawer']}>{children}</div>
    </Drawer>
  );
}
