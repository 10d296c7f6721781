import type { AccountListItem } from '@meterstone/server/contract/metering/accounts';
import { Tag, type TableColumnsType, type TableProps } from 'antd';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useFeatureName, usePlanName } from '../../../api/use-catalog-names.ts';
import { useMe } from '../../../api/use-session.ts';
import { useMedia } from '../../../lib/browser/use-media.ts';
import { formatPercent } from '../../../lib/language/format.ts';
import { paths } from '../../../paths.ts';
import { LevelTag } from '../../../ui/quotas/level.tsx';
import { QuotaBar } from '../../../ui/quotas/quota-bar.tsx';
import { PagedTable, type PageOfRows } from '../../../ui/tables/paged-table.tsx';
import { Day, RelativeTime } from '../../../ui/texts/times.tsx';
import type { Chosen } from '../plan-changes/use-chosen.ts';
import styles from './accounts-table.module.css';
import { HeadOnly } from './head-only.tsx';

/** Where names and addresses have room beside it. */
const roomForCreated = '(width >= 1360px)';

/**
 * One line an account, which leads to its page. Where there is no room for its e-mail and plan beside the name, they
 * stand below. Without `chosen` none can be chosen.
 */
export function AccountsTable({
  chosen,
  ...page
}: PageOfRows<AccountListItem> & { chosen: Chosen | undefined }) {
  const columns = useColumns();
  const rowSelection = useRowSelection(page.rows, chosen);
  const navigate = useNavigate();
  return (
    <PagedTable
      {...page}
      className={styles['table'] ?? ''}
      columns={columns}
      {...(rowSelection && { rowSelection })}
      onRow={({ id }) => ({
        className: styles['row'] ?? '',
        onClick: () => void navigate(paths.admin.account(id)),
      })}
    />
  );
}

/** Checkboxes; those of other pages stay as they are. */
function useRowSelection(
  rows: readonly AccountListItem[],
  chosen: Chosen | undefined,
): TableProps<AccountListItem>['rowSelection'] {
  const { t } = useTranslation('accounts');
  return (
    chosen && {
      selectedRowKeys: chosen.isAll ? rows.map(({ id }) => id) : [...chosen.ids],
      preserveSelectedRowKeys: true,
      columnWidth: 40,
      columnTitle: (checkbox) => <HeadOnly>{checkbox}</HeadOnly>,
      onChange: (keys) => chosen.choose(keys.map(String)),
      // All that match are one choice, which is cleared as one.
      getCheckboxProps: ({ name }) => ({ 'aria-label': t('many.select', { name }), disabled: chosen.isAll }),
      getTitleCheckboxProps: () => ({ 'aria-label': t('many.selectPage'), disabled: chosen.isAll }),
      // Beside the box is no way to the account.
      onCell: () => ({ onClick: (event) => event.stopPropagation() }),
    }
  );
}

function useColumns(): TableColumnsType<AccountListItem> {
  const { t } = useTranslation('accounts');
  const planName = usePlanName();
  const { timeZone } = useMe().account;
  const hasCreated = useMedia(roomForCreated);
  const created: TableColumnsType<AccountListItem> = [
    {
      title: t('columns.created'),
      // For a day in Chinese: 2026 年 11 月 30 日.
      width: 164,
      align: 'right',
      render: (_, { createdAt }) => <Day at={createdAt} timeZone={timeZone} />,
    },
  ];
  const planOf = ({ planCode }: AccountListItem) =>
    planCode === null ? <span className="quiet">{t('noPlan')}</span> : planName(planCode);
  return [
    {
      title: t('columns.name'),
      render: (_, account) => (
        <>
          <Link
            to={paths.admin.account(account.id)}
            className={styles['name']}
            onClick={(event) => event.stopPropagation()}
          >
            {account.name}
          </Link>
          {account.closedAt !== null && <Tag className={styles['closed'] ?? ''}>{t('state.closed')}</Tag>}
          <div className={styles['below']}>
            <Breakable text={contactOf(account)} />
            <span className={styles['plan']}>{planOf(account)}</span>
          </div>
        </>
      ),
    },
    {
      title: t('columns.contact'),
      responsive: ['xl'],
      render: (_, account) =>
        contactOf(account) === '' ? (
          <Nothing />
        ) : (
          <span className={styles['contact']} title={contactOf(account)}>
            {contactOf(account)}
          </span>
        ),
    },
    { title: t('columns.plan'), width: 140, responsive: ['xl'], render: (_, account) => planOf(account) },
    { title: t('columns.highest'), width: 160, render: (_, { highest }) => <Highest highest={highest} /> },
    {
      title: t('columns.lastUse'),
      width: 140,
      align: 'right',
      responsive: ['md'],
      render: (_, { lastUseAt }) =>
        lastUseAt === null ? <Nothing /> : <RelativeTime at={lastUseAt} timeZone={timeZone} />,
    },
    ...(hasCreated ? created : []),
  ];
}

function contactOf({ email, externalId }: AccountListItem): string {
  return email ?? externalId ?? '';
}

/** An address, which goes on in the next line behind its @ and its dots rather than anywhere. */
function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[@.])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** The quota that is used most, and how far. */
function Highest({ highest }: Pick<AccountListItem, 'highest'>) {
  const featureName = useFeatureName();
  if (highest === null) return <Nothing />;
  const { featureCode, percent, used, quota, creditsPay } = highest;
  const name = featureName(featureCode);
  return (
    <div className={styles['highest']}>
      <div className={styles['highestHead']}>
        <span>{name}</span>
        <span className="number">{formatPercent(percent)}</span>
      </div>
      <QuotaBar name={name} used={used} reserved={0} quota={quota} isCalm={creditsPay} />
      {creditsPay && <LevelTag level="overage_started" />}
    </div>
  );
}

function Nothing() {
  return <span className="quiet">–</span>;
}
