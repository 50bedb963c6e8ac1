import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './data/query-client.ts';
import { ToastPlace } from './kit/toast.tsx';
import { TipProvider } from './kit/tooltip.tsx';
import { router } from './router.tsx';
import './style.css';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no element with id "root"');

createRoot(place).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={makeQueryClient()}>
        <TipProvider delay={350}>
          <RouterProvider router={router} />
        </TipProvider>
        <ToastPlace />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
