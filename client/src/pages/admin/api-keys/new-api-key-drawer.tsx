import type { CreatedApiKey } from '@meterstone/server/contract/identity';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ApiKeyForm } from '../../../features/identity/api-key-form.tsx';
import { NewApiKey } from '../../../features/identity/new-api-key.tsx';
import { paths } from '../../../paths.ts';
import { useTabTitleOver } from '../../../ui/page/use-tab-title.ts';

/**
 * Over the list of keys, at an address of its own. Once a key is shown, nothing but the button that says so closes it.
 */
export function NewApiKeyDrawer() {
  const { t } = useTranslation('apiKeys');
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(true);
  const [created, setCreated] = useState<CreatedApiKey>();
  const mayLeave = created === undefined;
  const title = created ? t('created.title', { name: created.name }) : t('form.title');
  useTabTitleOver(title);
  return (
    <Drawer
      open={isOpen}
      size={640}
      title={title}
      closable={mayLeave}
      mask={{ closable: mayLeave }}
      keyboard={mayLeave}
      onClose={() => setOpen(false)}
      afterOpenChange={(nowOpen) => {
        if (!nowOpen) void navigate(paths.admin.apiKeys, { replace: true });
      }}
      footer={
        created && (
          <Button type="primary" block onClick={() => setOpen(false)}>
            {t('created.close')}
          </Button>
        )
      }
    >
      {created ? <NewApiKey created={created} /> : <ApiKeyForm onCreated={setCreated} />}
    </Drawer>
  );
}
