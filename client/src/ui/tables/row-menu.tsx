import { EllipsisOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useRef } from 'react';
import { useRunAct, type RowAction } from './row-actions.tsx';
import rows from './rows.module.css';

interface RowMenuProps {
  /** Of the button: more of what. */
  label: string;
  actions: readonly RowAction[];
}

/** What is less often done to a thing of a list, behind one button; what can't be done says why. */
export function RowMenu({ label, actions }: RowMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const { isBusy, start } = useRunAct();
  const run = (action: RowAction) => {
    // The menu goes, and what asks next gives the focus back to where it was.
    button.current?.focus();
    if ('open' in action) action.open();
    else start(action);
  };
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      autoFocus
      menu={{
        items: actions.map((action) => {
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
      <Button
        ref={button}
        type="text"
        size="small"
        icon={<EllipsisOutlined />}
        aria-label={label}
        aria-haspopup="menu"
        loading={isBusy}
      />
    </Dropdown>
  );
}
