import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach } from 'vitest';
import { ConnectionContext, connectTo } from '../connection/index.ts';
import { Messages, MessagesProvider } from '../platform/messages.tsx';
import { useUi } from '../platform/ui-store.ts';
import { useKeyboard } from '../platform/use-command.ts';
import '../ui/base.css';
import '../ui/kit.css';
import '../ui/segments.css';
import '../shell/app.css';
import type { FakeHost } from './fake-host.ts';

let root: Root | null = null;
let end: () => void = () => {};
const untouched = useUi.getState();

/**
 * Draws components as the page does: with its keys, its styles and the real connection to `host`. `hash` is the place
 * that the address names. Each test has a page of its own; it is taken down after the test.
 */
export function show(node: ReactNode, host: FakeHost, hash = '#/inbox'): void {
  takeDown();
  history.replaceState(null, '', hash);
  window.dispatchEvent(new PopStateEvent('popstate'));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  const connection = connectTo(host.connect, 'Test');
  end = () => connection.client.dispose();
  const place = document.createElement('div');
  place.id = 'root';
  document.body.append(place);
  // Keys reach the page that has the focus; the page of a test stands in a frame.
  window.focus();
  root = createRoot(place);
  root.render(
    <StrictMode>
      <ConnectionContext value={connection}>
        <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
          <MessagesProvider>
            <Keys />
            {node}
            <Messages />
          </MessagesProvider>
        </QueryClientProvider>
      </ConnectionContext>
    </StrictMode>,
  );
}

function Keys() {
  useKeyboard();
  return null;
}

function takeDown(): void {
  root?.unmount();
  root = null;
  end();
  document.body.replaceChildren();
  localStorage.clear();
  useUi.setState(untouched, true);
}
afterEach(takeDown);
