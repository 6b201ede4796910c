import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import '../platform/bench-handle.ts';
import { ConnectionContext, type Connection } from '../connection/index.ts';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import { keepCompositions } from '../ui/composition.ts';
import { MessagesProvider, tell } from '../platform/messages.tsx';
import { refuseFilesElsewhere } from '../ui/refused-files.tsx';
import '../ui/base.css';
import '../ui/kit.css';
import '../ui/segments.css';
import './app.css';
import { Boundary } from '../ui/boundary.tsx';
import { App } from './app.tsx';
import { LinkEnded } from './link-ended.tsx';

function root(): Root {
  const element = document.getElementById('root');
  if (element === null) throw new Error('the page has no root');
  return createRoot(element);
}

const queries = new QueryClient({
  defaultOptions: { queries: { retry: 1, staleTime: 30_000, refetchOnWindowFocus: false } },
});

function Reload() {
  return (
    <button type="button" className="btn" onClick={() => location.reload()}>
      Load the page anew
    </button>
  );
}

/** A page that can be the app or the refusal of a link; the latter replaces the former for good. */
export class Page {
  readonly #root = root();

  constructor() {
    keepCompositions();
    refuseFilesElsewhere((title, detail) => tell('needs', title, detail));
  }

  showApp(connection: Connection): void {
    if (new URLSearchParams(location.search).has('bench')) window.__muster = { client: connection.client };
    this.#root.render(
      <StrictMode>
        <ConnectionContext value={connection}>
          <QueryClientProvider client={queries}>
            <MessagesProvider>
              <Boundary what="Muster’s page" on={[]} actions={<Reload />}>
                <App />
              </Boundary>
            </MessagesProvider>
          </QueryClientProvider>
        </ConnectionContext>
      </StrictMode>,
    );
  }

  /** This browser may not talk to the host: its link was used up, or its session ended. */
  showRefused(why: Parameters<typeof LinkEnded>[0]['why']): void {
    this.#root.render(<LinkEnded why={why} />);
  }
}
