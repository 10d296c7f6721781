import type { Me } from '@meterstone/server/contract/identity';
import type { LoaderFunctionArgs, RouteObject } from 'react-router';
import { whoIsSignedIn } from '../../api/session.ts';
import { addMoreTexts } from '../../lib/language/i18n.ts';
import type { Page } from '../../pages/define-page.ts';
import { fromTheTop } from './from-the-top.tsx';

/**
 * Routes of pages, which are loaded when they are gone to. Loaders run beside `lazy`, so what a page shows does not
 * wait for its code; nor do pages wait for it, as they have skeletons. Nothing is fetched but by those who may see the
 * page.
 */
export function routesOf(
  pages: readonly Page[],
  maySee: (me: Me) => boolean,
  areDrawers = false,
): RouteObject[] {
  return pages.map(({ path, load, texts, prefetch, drawers }) => ({
    path,
    lazy: async () => {
      const [Component] = await Promise.all([load(), texts && addMoreTexts(texts)]);
      return { Component: areDrawers ? Component : fromTheTop(Component) };
    },
    ...(prefetch && {
      loader: ({ params, request }: LoaderFunctionArgs) => {
        void whoIsSignedIn().then((me) => {
          if (!me || !maySee(me)) return;
          prefetch({ id: (name) => params[name] ?? '', query: new URL(request.url).searchParams, me });
        });
        return null;
      },
    }),
    children: routesOf(drawers, maySee, true),
  }));
}
