import { message, notification } from 'antd';
import { useEffect } from 'react';
import { useMedia } from '../../../lib/browser/use-media.ts';

export interface Toasts {
  message: ReturnType<typeof message.useMessage>[0];
  notification: ReturnType<typeof notification.useNotification>[0];
}

/** More than these lie on each other until somebody points at them. */
const mostApart = 3;

/** Where toasts appear; says once how to show one. */
export function ToastHolder({ onReady }: { onReady: (toasts: Toasts) => void }) {
  const [messages, messageHolder] = message.useMessage();
  const [notifications, notificationHolder] = notification.useNotification({
    // On a phone two would fill half of the screen, up to the page's head: the newest lies on the others.
    stack: { threshold: useMedia('(width < 600px)') ? 1 : mostApart },
  });
  useEffect(
    () => onReady({ message: messages, notification: notifications }),
    [onReady, messages, notifications],
  );
  return (
    <>
      {messageHolder}
      {notificationHolder}
    </>
  );
}
