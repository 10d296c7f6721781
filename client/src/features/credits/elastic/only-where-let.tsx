import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { elasticQuery } from '../../../api/credits/elastic.ts';
import { elasticPath } from '../../../paths.ts';
import { Filled, gap } from '../../../ui/texts/filled.tsx';

/** That credits pay beyond a quota only once their owner lets them, where that is still to be done, and where it is. */
export function OnlyWhereLet() {
  const { t } = useTranslation('credits');
  const isToDo = useQuery({
    ...elasticQuery,
    select: (quotas) => quotas.some(({ rate, enabled }) => rate && !enabled),
  }).data;
  if (!isToDo) return null;
  return (
    <p className="quiet">
      <Filled
        text={t('worth.onlyWhereLet', { way: gap('way') })}
        parts={{ way: <Link to={elasticPath}>{t('worth.let')}</Link> }}
      />
    </p>
  );
}
