import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useNavigate } from 'react-router';

interface LinkButtonProps {
  to: string;
  isPrimary?: boolean;
  icon?: ReactNode;
  size?: 'small' | 'middle';
  title?: string;
  /** Called when it leads on here, and not into a new tab. */
  onFollow?: () => void;
  children: ReactNode;
}

/** A link that looks like a button: one stop of the Tab key, and opens in a new tab like any link. */
export function LinkButton({ to, isPrimary = false, onFollow, children, ...looks }: LinkButtonProps) {
  const href = useHref(to);
  const navigate = useNavigate();
  return (
    <Button
      type={isPrimary ? 'primary' : 'default'}
      {...looks}
      href={href}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onFollow?.();
        void navigate(to);
      }}
    >
      {children}
    </Button>
  );
}
