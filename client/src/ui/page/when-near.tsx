import { useEffect, useRef, useState, type ReactNode } from 'react';
import { LoadedLater } from './loaded-later.tsx';

/**
 * Shows its children once they are about to be scrolled to: what is far below need not be loaded with the first screen.
 * Until then it keeps their place (`minHeight`, pixels).
 */
export function WhenNear({ minHeight, children }: { minHeight: number; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} style={{ minHeight }}>
      {isNear && <LoadedLater>{children}</LoadedLater>}
    </div>
  );
}
