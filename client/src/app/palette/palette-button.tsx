import { SearchOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadedLater } from '../../ui/page/loaded-later.tsx';
import styles from './palette-button.module.css';

// Dialogs and lists weigh more than the first screen should carry for something that is seldom opened.
const load = () => import('./palette.tsx');
const Palette = lazy(async () => ({ default: (await load()).Palette }));

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** Ctrl+K; ⌘K where Ctrl+K is a key of the text fields themselves. */
function isShortcut({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  const [modifier, other] = isApple ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  return key.toLowerCase() === 'k' && modifier && !other && !altKey && !shiftKey;
}

/** Opens the palette, as its shortcut does from anywhere. */
export function PaletteButton() {
  const { t } = useTranslation();
  const [state, setState] = useState<'never opened' | 'open' | 'closed'>('never opened');
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isShortcut(event)) return;
      event.preventDefault();
      setState((before) => (before === 'open' ? 'closed' : 'open'));
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <Button
        type="text"
        icon={<SearchOutlined aria-hidden />}
        aria-haspopup="dialog"
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        title={t('palette.title')}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setState('open')}
      >
        <span className="only-for-screen-readers">{t('palette.title')}</span>{' '}
        <kbd className={styles['keys']}>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
      </Button>
      {state !== 'never opened' && (
        <LoadedLater>
          <Palette isOpen={state === 'open'} onClose={() => setState('closed')} />
        </LoadedLater>
      )}
    </>
  );
}
