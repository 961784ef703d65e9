/** Which screen stands at which address. */
import { Center, Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { InboxPage } from './inbox/inbox-page';
import { Live } from './live/live';
import { ReachPage } from './session/reach-page';
import { ResetPassword } from './session/reset-password';
import { SessionGate, useMe } from './session/session';
import { Shell } from './shell/shell';
import { EmptyState } from './shell/states';

// Most who sign in never administer: they do not load it.
const AdminPages = lazy(() => import('./admin/admin-pages'));
const NowPage = lazy(() => import('./now/now-page'));
const DecisionsPage = lazy(() => import('./decisions/decisions-page'));

export function App() {
  return (
    <Routes>
      <Route path="/reset" element={<ResetPassword />} />
      <Route
        path="*"
        element={
          <SessionGate>
            <Live>
              <Shell>
                <Screens />
              </Shell>
            </Live>
          </SessionGate>
        }
      />
    </Routes>
  );
}

function Screens() {
  const { agent } = useMe();
  return (
    <Suspense fallback={<Waiting />}>
      <Routes>
        <Route path="/" element={<Navigate to="/inbox/waiting" replace />} />
        <Route path="/inbox" element={<Navigate to="/inbox/waiting" replace />} />
        <Route path="/inbox/:view/:conversationId?" element={<InboxPage />} />
        <Route path="/now" element={<NowPage />} />
        <Route path="/me" element={<ReachPage />} />
        <Route path="/decisions/:conversationId" element={<DecisionsPage />} />
        {agent.role === 'admin' && <Route path="/admin/*" element={<AdminPages />} />}
        <Route
          path="*"
          element={
            <Center h="100%">
              <EmptyState title="There is nothing at this address">
                It may have moved, or only admins may see it. The inbox is one click away.
              </EmptyState>
            </Center>
          }
        />
      </Routes>
    </Suspense>
  );
}

function Waiting() {
  return (
    <Center h="100%">
      <Loader aria-label="Loading" />
    </Center>
  );
}
