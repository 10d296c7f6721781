import { Select } from 'antd';
import type { ReactNode } from 'react';
import styles from './filter-bar.module.css';

/** What narrows a list, side by side; a search, which comes first, takes what room there is. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className={`${styles['filters']} ${styles['bar']}`}>{children}</div>;
}

/** What narrows a list where nothing is searched for, named for those who can't see it. */
export function Filters({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles['filters']} role="group" aria-label={label}>
      {children}
    </div>
  );
}

interface FilterSelectProps<Value extends string> {
  label: string;
  /** Shown while nothing is chosen, where that is not its label. */
  placeholder?: string;
  value: Value | undefined;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value | undefined) => void;
}

/** One of the things that a list can be narrowed by, or none. */
export function FilterSelect<Value extends string>({
  label,
  placeholder = label,
  value,
  options,
  onChange,
}: FilterSelectProps<Value>) {
  return (
    <Select<Value>
      allowClear
      className={styles['select'] ?? ''}
      aria-label={label}
      placeholder={placeholder}
      value={value ?? null}
      options={[...options]}
      onChange={(chosen: Value | undefined) => onChange(chosen)}
    />
  );
}
