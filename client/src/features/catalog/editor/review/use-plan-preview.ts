import { PlanPreviewRequest, type PlanPreview } from '@meterstone/server/contract/catalog';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { planPreviewQuery } from '../../../../api/catalog.ts';
import { contentOf, type PlanFields } from '../plan-fields.ts';

export type PreviewState =
  /** Asked for once every field is right; `last` is what an earlier edit would have done. */
  | { is: 'waiting'; last: PlanPreview | undefined }
  /** On its way. */
  | { is: 'working'; last: PlanPreview | undefined }
  | { is: 'failed'; error: Error; retry: () => void }
  /** Of exactly these fields. */
  | { is: 'ready'; preview: PlanPreview };

/** What is known of whom the edit affects, be it of an earlier one. */
export function lastOf(state: PreviewState | undefined): PlanPreview | undefined {
  if (state?.is === 'ready') return state.preview;
  return state?.is === 'working' || state?.is === 'waiting' ? state.last : undefined;
}

/** Long enough for the next digit. */
const pauseMs = 300;

/** Whom the fields would affect, asked for while one types; undefined for a plan that is not there yet. */
export function usePlanPreview(
  planId: string | undefined,
  fields: PlanFields,
  areRight: boolean,
): PreviewState | undefined {
  const settled = useSettled(fields, pauseMs);
  const request = PlanPreviewRequest.safeParse(contentOf(settled)).data;
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    ...planPreviewQuery(planId ?? '', request ?? emptyRequest),
    enabled: planId !== undefined && request !== undefined && areRight,
  });
  if (planId === undefined) return undefined;
  if (!areRight) return { is: 'waiting', last: data };
  if (settled !== fields || isPlaceholderData) return { is: 'working', last: data };
  if (error && !isFetching) return { is: 'failed', error, retry: () => void refetch() };
  return data && !error ? { is: 'ready', preview: data } : { is: 'working', last: data };
}

const emptyRequest: PlanPreviewRequest = {
  name: { en: '', 'zh-CN': '' },
  description: { en: '', 'zh-CN': '' },
  prices: [],
  features: [],
};

/** The value once it has stopped changing for a while. */
function useSettled<T>(value: T, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
