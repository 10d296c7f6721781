import { Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';

/**
 * Tells something about what is inside, on hover and when it is reached by keyboard. Not Ant Design's own focus
 * trigger: that updates in the middle of a commit when a dialog takes the focus, which React complains about.
 */
export function FocusTooltip({ title, children }: { title: string | undefined; children: ReactNode }) {
  const [isHovered, setHovered] = useState(false);
  const [isFocused, setFocused] = useState(false);
  return (
    <Tooltip title={title} open={title !== undefined && (isHovered || isFocused)} onOpenChange={setHovered}>
      <span
        onFocus={({ target }) => setFocused(target.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
      >
        {children}
      </span>
    </Tooltip>
  );
}
