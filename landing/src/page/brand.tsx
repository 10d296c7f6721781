import { brand } from '../content/brand.ts';
import type { Locale } from '../content/content.ts';

/** The product's mark, a stone with ink in it, and its name. */
export function Brand({ locale }: { locale: Locale }) {
  return (
    <>
      <svg class="mark" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <rect class="mark-stone" width="24" height="24" rx="6" />
        <path class="mark-ink" d="M6 14.2a6 4.6 0 0 1 12 0c0 2.1-2.7 3.3-6 3.3s-6-1.2-6-3.3z" />
        <path class="mark-stick" d="M14.2 9.4l3-4.2" />
      </svg>
      <span>{brand[locale]}</span>
    </>
  );
}
