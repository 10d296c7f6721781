import { EllipsisOutlined } from '@ant-design/icons';
import { Dropdown } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useRunAct, type RowAction } from './row-actions.tsx';
import { IconButton } from './rows/icon-button.tsx';
import rows from './rows.module.css';

interface RowMenuProps {
  /** Of the button: more of what. */
  label: string;
  actions: () => readonly RowAction[];
}

/**
 * What is less often done to a thing of a list, behind one button; what can't be done says why. The menu is made when
 * it is first asked for: most rows never need theirs.
 */
export function RowMenu({ label, actions }: RowMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isNeeded, setNeeded] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const { isBusy, start } = useRunAct();
  // Around the menu the button is another element than before it.
  useEffect(() => {
    if (isNeeded) button.current?.focus();
  }, [isNeeded]);
  const run = (action: RowAction) => {
    // The menu goes, and what asks next gives the focus back to where it was.
    button.current?.focus();
    if ('open' in action) action.open();
    else start(action);
  };
  const opener = {
    ref: button,
    icon: <EllipsisOutlined />,
    isBusy,
    'aria-label': label,
    'aria-haspopup': 'menu',
  } as const;
  if (!isNeeded) {
    return (
      <IconButton
        {...opener}
        onClick={() => {
          setNeeded(true);
          setOpen(true);
        }}
      />
    );
  }
  return (
    <Dropdown
      open={isOpen}
      onOpenChange={setOpen}
      trigger={['click']}
      placement="bottomRight"
      autoFocus
      menu={{
        items: actions().map((action) => {
          const refusal = 'open' in action ? undefined : action.refusal;
          return {
            key: action.label,
            icon: <span aria-hidden>{action.icon}</span>,
            // Not `disabled`: keys would pass it over, and nobody could read why.
            label: (
              <span className={refusal === undefined ? undefined : rows['refused']}>
                {action.label}
                {refusal !== undefined && <span className={rows['refusal']}>{refusal}</span>}
              </span>
            ),
            onClick: () => {
              if (refusal === undefined) run(action);
            },
          };
        }),
      }}
    >
      <IconButton {...opener} />
    </Dropdown>
  );
}
