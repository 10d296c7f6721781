import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText } from '../../../lib/language/validation.ts';
import { useProblemText } from '../../../ui/feedback/use-problem-text.ts';
import { ImportResults, saveCsv } from './import-results.tsx';
import styles from './imports.module.css';
import { useImport } from './use-import.ts';

const sample =
  'accountId,amount,reason,expiresAt\r\n' +
  'ext:customer-42,500,Welcome,\r\n' +
  'ext:customer-43,100,Spring offer,2030-06-30\r\n';

/** Gives many accounts credits by a CSV file: chosen or pasted, previewed, then imported. */
export function ImportForm() {
  const { t } = useTranslation('creditsAdmin');
  const file = useImport();
  const isSending = file.sending !== undefined;
  return (
    <div className={styles['body']}>
      <p className="quiet">{t('import.help')}</p>
      <div>
        <Button size="small" onClick={() => saveCsv('credits-sample.csv', sample)}>
          {t('import.sample')}
        </Button>
      </div>
      <FileField isDisabled={isSending} onChoose={file.change} />
      <label>
        {t('import.content')}
        <Input.TextArea
          rows={8}
          spellCheck={false}
          value={file.text}
          disabled={isSending}
          onChange={({ target }) => file.change(target.value)}
        />
      </label>
      <div className={styles['acts']}>
        <Button
          disabled={file.text.trim() === '' || isSending}
          loading={file.sending === 'preview'}
          onClick={() => void file.preview()}
        >
          {t('import.preview')}
        </Button>
        <Button
          type="primary"
          disabled={!file.canImport || isSending}
          loading={file.sending === 'import'}
          onClick={() => void file.submit()}
        >
          {t('import.submit')}
        </Button>
      </div>
      <Problem error={file.error} />
      {file.results && <ImportResults text={file.text} results={file.results} />}
    </div>
  );
}

interface FileFieldProps {
  isDisabled: boolean;
  onChoose: (text: string) => void;
}

/** A field of our own: the browser's would speak the browser's language, not that of the page. */
function FileField({ isDisabled, onChoose }: FileFieldProps) {
  const { t } = useTranslation('creditsAdmin');
  const [name, setName] = useState<string>();
  return (
    <label className={styles['file']}>
      {t('import.file')}
      <input
        type="file"
        accept=".csv,text/csv"
        className="only-for-screen-readers"
        disabled={isDisabled}
        // A file that was mended since counts as another one.
        onClick={({ currentTarget }) => (currentTarget.value = '')}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (!chosen) return;
          setName(chosen.name);
          void chosen.text().then(onChoose);
        }}
      />
      <span aria-hidden className={styles['chooser']}>
        {t('import.choose')}
      </span>
      {name !== undefined && <span className={styles['fileName']}>{name}</span>}
    </label>
  );
}

function Problem({ error }: Pick<ReturnType<typeof useImport>, 'error'>) {
  const { t, i18n } = useTranslation('validation');
  const problemText = useProblemText();
  if (!error) return null;
  const why = error.fields.map((field) => refusalText(field, { t, language: i18n.language })).join(' ');
  return <Alert type="error" showIcon role="alert" title={problemText(error).text} description={why} />;
}
