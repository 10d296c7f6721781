import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { exportRecords, type RecordFilter } from '../../../api/metering.ts';
import { saveFile } from '../../../lib/browser/save-file.ts';
import { useToasts } from '../../../ui/feedback/toasts.tsx';
import { useSending } from '../../../ui/feedback/use-sending.ts';

/** Saves the records of the filter as a CSV file. */
export function ExportButton({ filter }: { filter: RecordFilter }) {
  const { t } = useTranslation('records');
  const { message } = useToasts();
  const { isSending, send } = useSending();
  const save = async () => {
    const file = await exportRecords(filter);
    saveFile(file);
    void message.success(t('exported', { name: file.name }));
  };
  return (
    <Button icon={<DownloadOutlined />} loading={isSending} onClick={() => send(save)}>
      {isSending ? t('exporting') : t('export')}
    </Button>
  );
}
