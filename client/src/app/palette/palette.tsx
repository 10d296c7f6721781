import { SearchOutlined } from '@ant-design/icons';
import { Input, Modal, type InputRef } from 'antd';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMe } from '../../api/use-session.ts';
import type { Entry, EntryGroup } from './match.ts';
import styles from './palette.module.css';
import { useEntries } from './use-entries.ts';

interface PaletteProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Goes anywhere by a few letters: a combobox with its list, of which the field keeps the focus. */
export function Palette({ isOpen, onClose }: PaletteProps) {
  const { t } = useTranslation();
  const field = useRef<InputRef>(null);
  return (
    <Modal
      open={isOpen}
      title={t('palette.title')}
      footer={null}
      width={560}
      destroyOnHidden
      onCancel={onClose}
      afterOpenChange={(isShown) => {
        if (isShown) field.current?.focus();
      }}
    >
      <Search field={field} onClose={onClose} />
    </Modal>
  );
}

function Search({ field, onClose }: { field: RefObject<InputRef | null>; onClose: () => void }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const navigate = useNavigate();
  const id = useId();
  const [typed, setTyped] = useState('');
  const { groups, isSearching } = useEntries(typed);
  const entries = groups.flatMap((group) => group.entries);
  const [wanted, setWanted] = useState<string>();
  // What was marked may no longer be found.
  const active = entries.find(({ path }) => path === wanted) ?? entries[0];
  const idOf = ({ path }: Entry) => `${id}-${path}`;

  const go = ({ path }: Entry) => {
    onClose();
    void navigate(path);
  };
  const mark = (index: number) => setWanted(entries[(index + entries.length) % entries.length]?.path);
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to what is being composed, as Chinese is.
    if (event.nativeEvent.isComposing || !active) return;
    const index = entries.indexOf(active);
    const acts: Record<string, () => void> = {
      ArrowDown: () => mark(index + 1),
      ArrowUp: () => mark(index - 1),
      Enter: () => go(active),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <>
      <Input
        ref={field}
        role="combobox"
        size="large"
        prefix={<SearchOutlined aria-hidden />}
        aria-label={t('palette.title')}
        placeholder={t(user.role === 'admin' ? 'palette.field' : 'palette.fieldOwn')}
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={active && idOf(active)}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWanted(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={id} role="listbox" aria-label={t('palette.found')} className={styles['list']}>
        {groups.map((group) => (
          <Group key={group.label} group={group} active={active} idOf={idOf} onPick={go} />
        ))}
      </div>
      <p role="status" className={entries.length > 0 ? 'only-for-screen-readers' : styles['none']}>
        {isSearching && entries.length === 0
          ? t('loading')
          : typed.trim() !== '' && t('palette.count', { count: entries.length })}
      </p>
    </>
  );
}

interface GroupProps {
  group: EntryGroup;
  active: Entry | undefined;
  idOf: (entry: Entry) => string;
  onPick: (entry: Entry) => void;
}

function Group({ group, active, idOf, onPick }: GroupProps) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <div id={id} className={styles['label']}>
        {group.label}
      </div>
      {group.entries.map((entry) => (
        <Option
          key={entry.path}
          id={idOf(entry)}
          entry={entry}
          isActive={entry.path === active?.path}
          onPick={() => onPick(entry)}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  entry: Entry;
  isActive: boolean;
  onPick: () => void;
}

function Option({ id, entry, isActive, onPick }: OptionProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <div
      ref={place}
      id={id}
      role="option"
      aria-selected={isActive}
      className={styles['option']}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <span className={styles['name']}>{entry.label}</span>
      {entry.note !== undefined && <span className={styles['note']}>{entry.note}</span>}
    </div>
  );
}
