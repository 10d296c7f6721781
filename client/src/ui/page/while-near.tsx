import { useEffect, useRef, useState, type ReactNode } from 'react';

/** Shows its children while they are in view or nearly so (`margin`, pixels); elsewhere it keeps their height. */
export function WhileNear({ margin, children }: { margin: number; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [kept, setKept] = useState<number>();
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry) setKept(entry.isIntersecting ? undefined : entry.boundingClientRect.height);
      },
      { rootMargin: `${margin}px` },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [margin]);
  return (
    <div ref={place} style={{ height: kept }}>
      {kept === undefined && children}
    </div>
  );
}
