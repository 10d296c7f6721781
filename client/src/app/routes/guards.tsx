import { Navigate, Outlet, useLocation, useSearchParams } from 'react-router';
import { enter } from '../../api/session.ts';
import { useMe, useSession } from '../../api/use-session.ts';
import { EntranceContext, type Entrance } from '../../pages/session/entrance.ts';
import { entryPath, nextPath, paths } from '../../paths.ts';
import { AfterMoment } from '../../ui/feedback/query-view.tsx';
import { NotAllowed, ServerAway } from './notices.tsx';

/** Leads the others to sign in, and back to where they were. */
export function OnlySignedIn() {
  const current = useSession();
  const { pathname, search } = useLocation();
  if (current.status === 'restoring') {
    return (
      <AfterMoment>
        <ServerAway />
      </AfterMoment>
    );
  }
  if (current.status === 'signedOut') {
    const to = current.because === 'closed' ? paths.closed : entryPath(pathname + search);
    return <Navigate to={to} replace />;
  }
  return <Outlet />;
}

const entrance: Entrance = {
  enter: (answer) => {
    enter(answer);
    return Promise.resolve();
  },
  hasEnded: false,
};
const afterEnd: Entrance = { ...entrance, hasEnded: true };

/**
 * For sign-in and registration: who is signed in already goes on to where they wanted, and admins who wanted nothing
 * else to where they work.
 */
export function OnlyVisitors() {
  const current = useSession();
  const [query] = useSearchParams();
  if (current.status === 'restoring') return null;
  if (current.status === 'signedIn') {
    const next = query.get('next');
    const isAtWork = next === null && current.me.user.role === 'admin';
    return <Navigate to={isAtWork ? paths.admin.overview : nextPath(next)} replace />;
  }
  return (
    <EntranceContext value={current.because === 'ended' ? afterEnd : entrance}>
      <Outlet />
    </EntranceContext>
  );
}

/** The server decides who may; this only spares people an empty page. */
export function OnlyAdmins() {
  return useMe().user.role === 'admin' ? <Outlet /> : <NotAllowed />;
}
