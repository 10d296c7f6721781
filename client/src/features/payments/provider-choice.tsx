import type { OfferedProvider } from '@meterstone/server/contract/payments/checkout';
import { useTranslation } from 'react-i18next';
import { RadioList } from '../../ui/forms/choices/radio-list.tsx';

interface ProviderChoiceProps {
  providers: readonly OfferedProvider[];
  value: OfferedProvider['name'] | undefined;
  onChange: (name: OfferedProvider['name']) => void;
}

/** What can be paid with, and what will happen then. */
export function ProviderChoice({ providers, value, onChange }: ProviderChoiceProps) {
  const { t } = useTranslation('checkout');
  return (
    <RadioList
      label={t('payWith')}
      value={value}
      options={providers.map(({ name }) => ({
        value: name,
        label: t(`provider.${name}`),
        note: t(`providerNote.${name}`),
      }))}
      onChange={onChange}
    />
  );
}
