import { useLayoutEffect, useState, type ComponentType } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

/**
 * A page that shows its top to those who go there; whoever goes back finds what the browser remembers. What opens over
 * it later, or filters it, leaves it where it is. A part that is linked to shows itself.
 */
export function fromTheTop(Page: ComponentType): ComponentType {
  return function FromTheTop() {
    const way = useNavigationType();
    const { hash } = useLocation();
    const [isElsewhere] = useState(way === NavigationType.Pop || hash !== '');
    useLayoutEffect(() => {
      if (!isElsewhere) window.scrollTo(0, 0);
    }, [isElsewhere]);
    return <Page />;
  };
}
