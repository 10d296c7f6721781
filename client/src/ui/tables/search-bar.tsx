import type { ReactNode } from 'react';
import { SearchField } from '../forms/search-field.tsx';
import styles from './search-bar.module.css';

interface SearchBarProps {
  /** What is searched for now, as the URL has it. */
  value: string;
  /** Says what can be found by. */
  label: string;
  onSearch: (text: string) => void;
  /** How many were found, once that is known. */
  children: ReactNode;
}

/** A search above a list, and how much it finds. */
export function SearchBar({ children, ...search }: SearchBarProps) {
  return (
    <div className={styles['bar']}>
      <div className={styles['search']}>
        <SearchField {...search} />
      </div>
      {children && (
        <span className="quiet number" role="status">
          {children}
        </span>
      )}
    </div>
  );
}
