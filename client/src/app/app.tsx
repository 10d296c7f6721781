import { QueryClientProvider } from '@tanstack/react-query';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { queryClient } from '../api/query-client.ts';
import { basename } from '../paths.ts';
import { Theming } from '../ui/page/theming.tsx';
import { addRoutes, routes } from './routes/routes.tsx';

const router = createBrowserRouter(routes, { basename, patchRoutesOnNavigation: addRoutes });

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Theming>
        <RouterProvider router={router} />
      </Theming>
    </QueryClientProvider>
  );
}
