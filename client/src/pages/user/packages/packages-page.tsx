import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { offeredPackagesQuery } from '../../../api/credits/offered.ts';
import { activePackagesQuery } from '../../../api/credits/own.ts';
import { overviewQuery } from '../../../api/metering.ts';
import { WhatCreditsBuy } from '../../../features/credits/elastic/what-credits-buy.tsx';
import { OfferedPackage } from '../../../features/credits/packages/offered-package.tsx';
import { paths } from '../../../paths.ts';
import { BlockSkeleton } from '../../../ui/feedback/block-skeleton.tsx';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { WithSupport } from '../../../ui/feedback/with-support.tsx';
import cards from '../../../ui/page/cards.module.css';
import { Page } from '../../../ui/page/page.tsx';
import { LinkButton } from '../../../url/link-button.tsx';

/** Packages of credits to buy. */
export function PackagesPage() {
  const { t } = useTranslation('credits');
  const packages = useQuery({
    ...offeredPackagesQuery,
    // What has no price is given by the team, not bought.
    select: (all) => all.filter(({ prices }) => prices.length > 0),
  });
  const currency =
    useQuery({ ...overviewQuery, select: ({ subscription }) => subscription?.bought?.currency ?? null })
      .data ?? null;
  // A card says what one has of it from the first; where that could not be asked, it says nothing of it.
  const active = useQuery(activePackagesQuery);
  return (
    <Page
      title={t('buy.title')}
      intro={t('buy.intro')}
      action={<LinkButton to={paths.credits}>{t('buy.toCredits')}</LinkButton>}
    >
      <WhatCreditsBuy />
      <QueryView query={packages}>
        {(offered) =>
          active.isPending ? (
            <BlockSkeleton height={320} />
          ) : offered.length > 0 ? (
            <ul className={cards['cards']}>
              {offered.map((item) => (
                <OfferedPackage
                  key={item.id}
                  item={item}
                  currency={currency}
                  running={active.data?.find(({ packageId }) => packageId === item.id)}
                />
              ))}
            </ul>
          ) : (
            <Notice title={t('buy.none')} text={<WithSupport text={t('buy.noneText')} />} />
          )
        }
      </QueryView>
    </Page>
  );
}
