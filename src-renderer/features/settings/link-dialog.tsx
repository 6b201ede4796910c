import { useEffect, useState } from 'react';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useAction } from '../../connection/index.ts';
import { isLoopback, minutes, typedInstead } from './link-words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Note } from '../../ui/kit.tsx';

/** A link that lets one more browser in, once. */
export function LinkDialog() {
  const open = useUi((state) => state.linkDevice);
  return open ? <Open /> : null;
}

function Open() {
  const create = useAction('link/create');
  const { run } = create;
  const [link, setLink] = useState<{ readonly url: string; readonly validMs: number } | null>(null);
  const typed = link === null ? null : typedInstead(link.url);
  useEffect(() => {
    void run({}).then((made) => (made === undefined ? undefined : setLink(made)));
  }, [run]);
  return (
    <Dialog
      open
      onClose={() => {
        setUi({ linkDevice: false });
      }}
      title="Link another device"
      footer={
        <>
          <span className="grow" />
          <CopyButton look="main" disabled={link === null} text={link?.url ?? ''} label="Copy the link" />
        </>
      }
    >
      <div className="body">
        {link === null ? (
          create.failure === null ? (
            <p className="muted">Making a link…</p>
          ) : (
            <Note tone="failed" urgency="alert" title="No link was made">
              <p>{create.failure.message}</p>
            </Note>
          )
        ) : (
          <>
            <p>Open this on the other device. It works once, for {minutes(link.validMs)}.</p>
            <input
              className="input mono"
              readOnly
              aria-label="The link"
              value={link.url}
              onFocus={(event) => event.target.select()}
            />
            {typed === null ? null : (
              <p>
                Or open <span className="mono">{typed.address}</span> there and type the code{' '}
                <code className="link-code">{typed.code}</code>
              </p>
            )}
            {isLoopback(link.url) ? (
              <p className="muted">
                The address works only on the machine where Muster runs, or at the near end of a tunnel to it.{' '}
                <span className="mono">docs/security.md</span> says how to make one, and how to listen
                elsewhere.
              </p>
            ) : null}
            <Note
              tone="needs"
              title="Whoever has the link can do everything you can: start agents, and accept what they ask."
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
