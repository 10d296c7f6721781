import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { FocusTooltip } from './focus-tooltip.tsx';

interface ActionButtonProps {
  label: string;
  icon: ReactNode;
  /** Why it can't be done now: told on hover and on focus, so the button stays reachable. */
  refusal?: string | undefined;
  /** An address of the app, or what to do. */
  to?: string;
  onClick?: () => void;
  isBusy?: boolean;
}

/** A small action on one thing, named by its label and an icon. */
export function ActionButton({ label, icon, refusal, to, onClick, isBusy = false }: ActionButtonProps) {
  const navigate = useNavigate();
  const isRefused = refusal !== undefined;
  return (
    <FocusTooltip title={refusal ?? label}>
      <Button
        type="text"
        size="small"
        icon={icon}
        loading={isBusy}
        aria-label={isRefused ? `${label}: ${refusal}` : label}
        aria-disabled={isRefused}
        style={isRefused ? { color: 'var(--quiet)', cursor: 'not-allowed' } : {}}
        onClick={() => {
          if (isRefused) return;
          if (to !== undefined) void navigate(to);
          onClick?.();
        }}
      />
    </FocusTooltip>
  );
}
