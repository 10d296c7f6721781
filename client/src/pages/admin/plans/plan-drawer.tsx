import type {
  AdminPlan,
  AdminPlanDetail,
  Feature,
  PlanVersionContent,
} from '@meterstone/server/contract/catalog';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { App, Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { featureListQuery, planListQuery, planQuery, planVersionQuery } from '../../../api/catalog.ts';
import { useMe } from '../../../api/use-session.ts';
import { PlanEditor } from '../../../features/catalog/editor/plan-editor.tsx';
import { contentFields, emptyFields, fieldsOf } from '../../../features/catalog/editor/plan-fields.ts';
import { startFrom } from '../../../features/catalog/history/start-from.ts';
import { toApiError } from '../../../lib/api-error.ts';
import { inLanguage } from '../../../lib/language/translations.ts';
import { paths } from '../../../paths.ts';
import { Notice } from '../../../ui/feedback/notice.tsx';
import { QueryView } from '../../../ui/feedback/query-view.tsx';
import { useStayingToast } from '../../../ui/feedback/toasts/use-staying-toast.tsx';
import { useFocusReturn } from '../../../ui/page/use-focus-return.ts';
import { useTabTitleOver } from '../../../ui/page/use-tab-title.ts';
import { LinkButton } from '../../../url/link-button.tsx';

/** The editor of a plan or, at `new`, of one to be; `?from` and `&version` say whose content it begins with. */
export function PlanDrawer() {
  const { planId = '' } = useParams();
  const { t, i18n } = useTranslation('plans');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  useFocusReturn();
  const isNew = planId === 'new';
  const plan = useQuery({ ...planQuery(planId), enabled: !isNew });
  const features = useQuery(featureListQuery);
  const plans = useQuery(planListQuery);
  const nameOf = ({ name }: Pick<AdminPlan, 'name'>) => inLanguage(name, i18n.language);

  const close = () => {
    const rest = new URLSearchParams(params);
    rest.delete('from');
    rest.delete('version');
    void navigate({ pathname: paths.admin.plans, search: rest.toString() });
  };
  const tellPublished = useTellPublished();
  const onPublished = (published: AdminPlanDetail) => {
    tellPublished(published);
    close();
  };
  const title = plan.data
    ? t('editor.editTitle', { plan: nameOf(plan.data), version: plan.data.version })
    : isNew && t('editor.newTitle');
  useTabTitleOver(title);
  const editorOf = (present: AdminPlanDetail | undefined) => (
    <QueryView query={features}>
      {(allFeatures) => (
        <QueryView query={plans}>
          {(allPlans) => (
            <FilledEditor
              key={planId}
              plan={present}
              plans={allPlans}
              features={allFeatures}
              onPublished={onPublished}
            />
          )}
        </QueryView>
      )}
    </QueryView>
  );

  return (
    <Drawer open size="min(1120px, 100vw)" title={title} onClose={close}>
      {isNew ? editorOf(undefined) : <PlanView query={plan}>{editorOf}</PlanView>}
    </Drawer>
  );
}

/**
 * Says that a plan is published, with a way back to the version before. That is no Undo: since it was published
 * people may have bought it, been alerted, refused or charged by it, and those who had older versions than the last
 * have lost them. So the version before opens in the editor, which says whom publishing it again affects.
 */
function useTellPublished(): (published: AdminPlanDetail) => void {
  const { t, i18n } = useTranslation('plans');
  const { message } = App.useApp();
  const tellStaying = useStayingToast();
  return ({ id, name, version }) => {
    const values = { plan: inLanguage(name, i18n.language), version };
    if (version === 1) {
      void message.success(t('review.created', values));
      return;
    }
    const before = { version: version - 1 };
    tellStaying({
      text: t('review.published', values),
      action: (close) => (
        <LinkButton
          size="small"
          to={startFrom(id, before.version)}
          title={t('review.goBackHelp', before)}
          onFollow={close}
        >
          {t('review.goBack', before)}
        </LinkButton>
      ),
    });
  };
}

interface PlanViewProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What is no plan's address: a malformed id is as unknown as any. */
const noSuch = ['not_found', 'invalid_input'];

/** A plan or version; where there is none, trying again is no help, but the list is. */
function PlanView<T>({ query, children }: PlanViewProps<T>) {
  const { t } = useTranslation('plans');
  const { data, error } = query;
  if (data === undefined && error && noSuch.includes(toApiError(error).code)) {
    return (
      <Notice
        title={t('noSuch.title')}
        text={t('noSuch.text')}
        action={<LinkButton to={paths.admin.plans}>{t('noSuch.action')}</LinkButton>}
      />
    );
  }
  return <QueryView query={query}>{children}</QueryView>;
}

interface FilledEditorProps {
  plan: AdminPlanDetail | undefined;
  plans: readonly AdminPlan[];
  features: readonly Feature[];
  onPublished: (plan: AdminPlanDetail) => void;
}

/** Room for a plan in front of the next one, as the service leaves it. */
const orderStep = 10;

function FilledEditor({ plan, plans, features, onPublished }: FilledEditorProps) {
  const { t, i18n } = useTranslation('plans');
  const { user, account } = useMe();
  const [params] = useSearchParams();
  const from = params.get('from');
  const version = params.get('version');
  const source = plans.find(({ id }) => id === from);
  const content = useQuery({
    ...planVersionQuery(from ?? '', version ?? String(source?.version ?? '')),
    enabled: from !== null,
  });
  const editorFrom = (start: PlanVersionContent | undefined) => {
    const base = plan ? fieldsOf(plan) : emptyFields;
    const note = start && {
      plan: inLanguage((source ?? start).name, i18n.language),
      version: start.version,
    };
    return (
      <PlanEditor
        keepAs={`planEdit.${user.id}.${plan?.id ?? 'new'}`}
        start={{
          base,
          version: plan?.version ?? null,
          fields: start ? { ...base, ...contentFields(start) } : base,
          rollout: null,
          reason: '',
        }}
        plan={plan}
        features={features}
        sortOrder={Math.max(0, ...plans.map(({ sortOrder }) => sortOrder)) + orderStep}
        startNote={note && t('editor.startedFrom', note)}
        timeZone={account.timeZone}
        onPublished={onPublished}
      />
    );
  };
  return from === null ? editorFrom(undefined) : <PlanView query={content}>{editorFrom}</PlanView>;
}
