import { NavLink } from 'react-router';
import styles from './link-tabs.module.css';

interface LinkTabsProps {
  /** Of what these are the parts. */
  label: string;
  tabs: readonly { to: string; label: string }[];
}

/** Pages of one subject side by side, each at an address of its own. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  return (
    <nav aria-label={label} className={styles['tabs']}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end>
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}
