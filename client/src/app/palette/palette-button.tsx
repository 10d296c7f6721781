import { SearchOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadedLater } from '../../ui/page/loaded-later.tsx';
import { useOpening } from '../use-opening.ts';
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
  const { isOpen, wasOpened, open, close, toggle } = useOpening();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isShortcut(event)) return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [toggle]);
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
        onClick={open}
      >
        <span className="only-for-screen-readers">{t('palette.title')}</span>{' '}
        <kbd className={styles['keys']}>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
      </Button>
      {wasOpened && (
        <LoadedLater>
          <Palette isOpen={isOpen} onClose={close} />
        </LoadedLater>
      )}
    </>
  );
}
