import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Tip } from './tip.tsx';
import styles from './tooltip.module.css';

let code: { Tip: typeof Tip } | undefined;

/** Fetched once the page is there: the first screen, and rows by the dozen, should not carry what is seldom shown. */
export async function loadTips(): Promise<void> {
  code ??= await import('./tip.tsx');
}

/** As Ant Design's: who passes by does not mean it, and the pointer may go over to what is told. */
const momentMs = 100;

/** What makes an element tell something on hover: properties for it, and what belongs inside of it. */
export function useTip(title: string | undefined) {
  const [isLoaded, setLoaded] = useState(false);
  const [isHovered, setHovered] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const soon = (value: boolean) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHovered(value), momentMs);
  };
  const load = () => {
    // What can't be loaded is not told; the next one tries again.
    loadTips().then(
      () => setLoaded(true),
      () => undefined,
    );
  };
  return {
    load,
    props: {
      className: styles['place'],
      onMouseEnter: () => {
        load();
        soon(true);
      },
      onMouseLeave: () => soon(false),
    },
    tip: (isFocused = false) =>
      isLoaded &&
      code &&
      title !== undefined && (
        <code.Tip title={title} isOpen={isHovered || isFocused} onClose={() => setHovered(false)} />
      ),
  };
}

/**
 * Tells something about what is inside, on hover and when it is reached by keyboard. Not Ant Design's own focus
 * trigger: that updates in the middle of a commit when a dialog takes the focus, which React complains about.
 */
export function FocusTooltip({ title, children }: { title: string | undefined; children: ReactNode }) {
  const [isFocused, setFocused] = useState(false);
  const { props, load, tip } = useTip(title);
  return (
    <span
      {...props}
      onFocus={({ target }) => {
        if (!target.matches(':focus-visible')) return;
        load();
        setFocused(true);
      }}
      onBlur={() => setFocused(false)}
    >
      {children}
      {tip(isFocused)}
    </span>
  );
}
