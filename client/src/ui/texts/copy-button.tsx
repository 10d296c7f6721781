import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../lib/browser/copy-text.ts';
import { FocusTooltip } from '../feedback/focus-tooltip.tsx';

/** Copies a text, and says so. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const name = isCopied ? t('copied') : (label ?? t('copy'));
  return (
    <FocusTooltip title={name}>
      <Button
        size="small"
        type={label === undefined ? 'text' : 'default'}
        icon={isCopied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={name}
        onClick={() => {
          void copyText(text).then(() => setCopied(true));
        }}
      >
        {label !== undefined && name}
      </Button>
    </FocusTooltip>
  );
}
