import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { FocusTooltip } from '../feedback/focus-tooltip.tsx';
import { IconButton } from './rows/icon-button.tsx';

interface Step {
  /** Names what is moved, and where. */
  label: string;
  /** Absent at the end of the list. */
  move: (() => void) | undefined;
}

/** Moves one of a list a place up or down. */
export function StepButtons({ up, down }: { up: Step; down: Step }) {
  return (
    <>
      <StepButton step={up} icon={<ArrowUpOutlined />} />
      <StepButton step={down} icon={<ArrowDownOutlined />} />
    </>
  );
}

function StepButton({ step: { label, move }, icon }: { step: Step; icon: ReactNode }) {
  return (
    <FocusTooltip title={label}>
      <IconButton icon={icon} aria-label={label} disabled={move === undefined} onClick={move} />
    </FocusTooltip>
  );
}
