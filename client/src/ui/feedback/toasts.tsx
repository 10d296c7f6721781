import { message, notification } from 'antd';
import { createContext, use, useMemo, type ReactNode } from 'react';

type Message = ReturnType<typeof message.useMessage>[0];
type Notification = ReturnType<typeof notification.useNotification>[0];

interface Toasts {
  message: Message;
  notification: Notification;
}

const ToastContext = createContext<Toasts | undefined>(undefined);

/**
 * A place for short messages. Ant Design's `App` would do, but brings its dialogs along, which the first screen should
 * not carry; the admin, which asks before it acts, has one of its own.
 */
export function ToastPlace({ children }: { children: ReactNode }) {
  const [messages, messageHolder] = message.useMessage();
  const [notifications, notificationHolder] = notification.useNotification();
  const toasts = useMemo(
    () => ({ message: messages, notification: notifications }),
    [messages, notifications],
  );
  return (
    <ToastContext value={toasts}>
      {messageHolder}
      {notificationHolder}
      {children}
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error('The app stands in a ToastPlace');
  return toasts;
}
