import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ApiError } from '../../lib/api-error.ts';
import type { Texts } from '../../locales/texts.ts';
import { paths } from '../../paths.ts';
import { useProblemText } from '../../ui/feedback/use-problem-text.ts';
import { WithSupport } from '../../ui/feedback/with-support.tsx';

type Code = keyof Texts['checkout']['refusal'];

/** Where one goes on from there; where nothing stands here, the button to pay is the way. */
const waysOut: Partial<Record<Code, 'order' | 'orders' | 'plans'>> = {
  not_found: 'plans',
  conflict: 'plans',
  order_not_payable: 'order',
  payment_processing: 'order',
  subscription_exists: 'orders',
};

/** Why an attempt at paying was refused, in words that say how to go on, and the way there. */
export function Refusal({ error }: { error: ApiError }) {
  const { t, i18n } = useTranslation('checkout');
  const problemText = useProblemText();
  const isKnown = (code: string): code is Code => i18n.exists(`checkout:refusal.${code}`);
  if (!isKnown(error.code)) {
    return <Alert type="error" showIcon role="alert" title={problemText(error).text} />;
  }
  const to = waysOut[error.code];
  const addresses = {
    order: error.orderId === undefined ? paths.orders : paths.order(error.orderId),
    orders: paths.orders,
    plans: paths.plans,
  };
  return (
    <Alert
      type={error.status >= 500 || error.status === 0 ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={to ? t(`refusal.${error.code}`) : <WithSupport text={t(`refusal.${error.code}`)} />}
      {...(to && { description: <Link to={addresses[to]}>{t(`wayOut.${to}`)}</Link> })}
    />
  );
}
