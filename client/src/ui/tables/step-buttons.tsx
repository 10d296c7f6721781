import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import type { ReactNode } from 'react';

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
    <Tooltip title={label}>
      <Button
        type="text"
        size="small"
        icon={icon}
        aria-label={label}
        disabled={move === undefined}
        onClick={move}
      />
    </Tooltip>
  );
}
