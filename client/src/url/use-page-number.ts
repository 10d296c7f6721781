import { useSearchParams } from 'react-router';

/** The page of a list that the URL asks for, from 1. */
export function usePageNumber(): number {
  const [params] = useSearchParams();
  const page = Number(params.get('page') ?? 1);
  return Number.isSafeInteger(page) && page > 0 ? page : 1;
}
