/** The last net under the screen: a fault in drawing must not leave a white page. */
import { Button, Center } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { EmptyState } from './states';

export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Center mih="100dvh">
        <EmptyState
          title="This screen stumbled"
          action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
        >
          Your drafts are kept. If it happens again, tell an admin what you did just before.
        </EmptyState>
      </Center>
    );
  }
}
