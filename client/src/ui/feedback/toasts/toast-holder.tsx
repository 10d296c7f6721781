import { message, notification } from 'antd';
import { useEffect } from 'react';

export interface Toasts {
  message: ReturnType<typeof message.useMessage>[0];
  notification: ReturnType<typeof notification.useNotification>[0];
}

/** Where toasts appear; says once how to show one. */
export function ToastHolder({ onReady }: { onReady: (toasts: Toasts) => void }) {
  const [messages, messageHolder] = message.useMessage();
  const [notifications, notificationHolder] = notification.useNotification();
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
