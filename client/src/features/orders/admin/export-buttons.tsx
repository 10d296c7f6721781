import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { exportOrders, type ExportFormat, type OrderSearch } from '../../../api/orders/admin.ts';
import { saveFile } from '../../../lib/browser/save-file.ts';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';

const formats = ['csv', 'xlsx'] as const;

/** Saves the orders of the filter as a file, its headers in the reader's language. */
export function ExportButtons({ search }: { search: OrderSearch }) {
  return formats.map((format) => <ExportButton key={format} search={search} format={format} />);
}

function ExportButton({ search, format }: { search: OrderSearch; format: ExportFormat }) {
  const { t, i18n } = useTranslation('adminOrders');
  const { message } = useToasts();
  const { isSending, send } = useSending();
  const save = async () => {
    const file = await exportOrders(search, format, i18n.language);
    saveFile(file);
    void message.success(t('exported', { name: file.name }));
  };
  return (
    <Button icon={<DownloadOutlined aria-hidden />} loading={isSending} onClick={() => send(save)}>
      {t(`export.${format}`)}
    </Button>
  );
}
