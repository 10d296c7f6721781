import { mostAccounts } from '@meterstone/server/contract/metering/plan-changes';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogButton } from '../../../ui/forms/dialog-button.tsx';
import styles from './plan-changes.module.css';
import { PlansDrawer } from './plans-drawer.tsx';
import type { Chosen } from './use-chosen.ts';

interface ChosenBarProps {
  chosen: Chosen;
  /** All accounts of the page are chosen, and there are more. */
  isPageChosen: boolean;
  total: number;
  /** Something has been changed, and the list may be shown as it is now. */
  onChanged: () => void;
  /** What else there is to say above the list. */
  children: ReactNode;
}

/** How many accounts are chosen, and what can be done to all of them. */
export function ChosenBar({ chosen, isPageChosen, total, onChanged, children }: ChosenBarProps) {
  const { t } = useTranslation('accounts');
  const isOffered = isPageChosen && !chosen.isAll && total > chosen.count;
  return (
    <div className={styles['bar']}>
      <div className={styles['chosen']}>
        <span role="status" className={chosen.count === 0 ? 'quiet' : 'number'}>
          <ChosenText chosen={chosen} total={total} />
        </span>
        <DialogButton
          type="primary"
          isHidden={chosen.count === 0 || chosen.isTooMany}
          dialog={(onClosed) => (
            <PlansDrawer
              meant={chosen.meant}
              onChanged={onChanged}
              onDone={chosen.clear}
              onClosed={onClosed}
            />
          )}
        >
          {t('plan.change')}
        </DialogButton>
        {chosen.count > 0 && (
          <Button type="text" onClick={chosen.clear}>
            {t('many.clear')}
          </Button>
        )}
      </div>
      <div>
        {isOffered ? (
          <Button type="link" size="small" onClick={chosen.chooseAll}>
            {total > mostAccounts
              ? t('many.chooseNewest', { count: mostAccounts, all: total })
              : t('many.chooseAll', { count: total })}
          </Button>
        ) : (
          children
        )}
      </div>
    </div>
  );
}

function ChosenText({
  chosen: { count, isAll, isTooMany },
  total,
}: Pick<ChosenBarProps, 'chosen' | 'total'>) {
  const { t } = useTranslation('accounts');
  if (isTooMany) return t('many.tooMany', { count, most: mostAccounts });
  if (count === 0) return t('many.none');
  if (isAll && total > count) return t('many.chosenNewest', { count, all: total });
  return t(isAll ? 'many.chosenAll' : 'many.chosen', { count });
}
