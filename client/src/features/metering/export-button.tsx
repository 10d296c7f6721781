import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportRecords, type RecordFilter } from '../../api/metering.ts';
import { useToasts } from '../../ui/toasts.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';

/** Saves the records of the filter as a CSV file. */
export function ExportButton({ filter }: { filter: RecordFilter }) {
  const { t } = useTranslation('records');
  const { message } = useToasts();
  const problemText = useProblemText();
  const [isSending, setSending] = useState(false);
  const save = () => {
    setSending(true);
    exportRecords(filter)
      .then(
        ({ name, content }) => {
          saveFile(name, content);
          void message.success(t('exported', { name }));
        },
        (error: unknown) => void message.error(problemText(error).text),
      )
      .finally(() => setSending(false));
  };
  return (
    <Button icon={<DownloadOutlined />} loading={isSending} onClick={save}>
      {isSending ? t('exporting') : t('export')}
    </Button>
  );
}

function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
