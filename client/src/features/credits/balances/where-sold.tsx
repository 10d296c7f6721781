import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { offeredPackagesQuery } from '../../../api/credits/offered.ts';

/** Its children where anybody can buy credits, once that is known. */
export function WhereSold({ children }: { children: ReactNode }) {
  const packages = useQuery(offeredPackagesQuery).data ?? [];
  return packages.length > 0 && children;
}
