import { Button, type ButtonProps } from 'antd';
import { useState, type ReactNode } from 'react';

export interface DialogButtonProps extends Omit<ButtonProps, 'onClick'> {
  /** Shown from the click on; calls back once it is out of sight. */
  dialog: (onClosed: () => void) => ReactNode;
  /** Takes the button away, but not a dialog that is just closing. */
  isHidden?: boolean;
}

/** A button with the dialog that it opens. */
export function DialogButton({ dialog, isHidden = false, ...button }: DialogButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {!isHidden && <Button {...button} onClick={() => setOpen(true)} />}
      {isOpen && dialog(() => setOpen(false))}
    </>
  );
}
