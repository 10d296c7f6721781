import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useNavigate } from 'react-router';

interface LinkButtonProps {
  to: string;
  isPrimary?: boolean;
  icon?: ReactNode;
  children: ReactNode;
}

/** A link that looks like a button: one stop of the Tab key, and opens in a new tab like any link. */
export function LinkButton({ to, isPrimary = false, icon, children }: LinkButtonProps) {
  const href = useHref(to);
  const navigate = useNavigate();
  return (
    <Button
      type={isPrimary ? 'primary' : 'default'}
      icon={icon}
      href={href}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        void navigate(to);
      }}
    >
      {children}
    </Button>
  );
}
