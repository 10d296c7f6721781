import { useLayoutEffect, useState, type ComponentType } from 'react';
import { NavigationType, useNavigationType } from 'react-router';

/**
 * A page that shows its top to those who go there; whoever goes back finds what the browser remembers. What opens over
 * it later, or filters it, leaves it where it is.
 */
export function fromTheTop(Page: ComponentType): ComponentType {
  return function FromTheTop() {
    const way = useNavigationType();
    const [isBack] = useState(way === NavigationType.Pop);
    useLayoutEffect(() => {
      if (!isBack) window.scrollTo(0, 0);
    }, [isBack]);
    return <Page />;
  };
}
