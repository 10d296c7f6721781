import { Tooltip } from 'antd';
import styles from './tooltip.module.css';

interface TipProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Stands inside of what it tells about, which it does not make anew: that may have the focus (focus-tooltip.tsx). */
export function Tip({ title, isOpen, onClose }: TipProps) {
  return (
    <Tooltip title={title} open={isOpen} trigger={[]} onOpenChange={(isWanted) => !isWanted && onClose()}>
      <span className={styles['anchor']} aria-hidden />
    </Tooltip>
  );
}
