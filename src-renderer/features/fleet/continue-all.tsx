import { X } from 'lucide-react';
import { useRef, useState } from 'react';
import { ThreadLines } from './thread-lines.tsx';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { useLayout } from '../../platform/layout.ts';
import { tellFailure } from '../../platform/messages.tsx';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { asFailure, useConnection, useFleetRows } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Mark } from '../../ui/kit.tsx';
import { continueSentence, cutOffRows, type FleetView } from './fleet-picture.ts';

const EVERYTHING: Shown = { workspace: null, filter: '', workspaceNames: new Map() };

type Shown = Pick<FleetView, 'workspace' | 'filter' | 'workspaceNames'>;

/** Continues everything that was cut off, after it has said what each of them will do. */
export function ContinueAll({ shown }: { shown: Shown }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Continue all…
      </Button>
      {open ? <Confirm shown={shown} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/**
 * The one offer after a death or an end that cut turns off: it stands above everything until it is taken or put
 * aside, and comes again only for threads that were cut off since.
 */
export function CutOffOffer() {
  const rows = useFleetRows();
  const open = useUi((state) => state.continueAll);
  const [aside, setAside] = useState<ReadonlySet<ThreadId>>(new Set());
  const layout = useLayout();
  const cut = cutOffRows(rows, EVERYTHING);
  useCommand('thread.continueAll', cut.length === 0 ? null : () => setUi({ continueAll: true }));
  const close = (): void => {
    setUi({ continueAll: false });
  };
  return (
    <>
      {cut.some(({ id }) => !aside.has(id)) ? (
        <section className="notices" data-tone="needs" aria-label="Cut off">
          <Mark tone="needs" />
          <output className="clip grow">
            {cut.length === 1 ? 'A thread was' : `${cut.length} threads were`} cut off while working
            <span className="muted">: nothing goes on unasked</span>
          </output>
          <Button size="small" aria-haspopup="dialog" onClick={() => setUi({ continueAll: true })}>
            {layout === 'phone' ? 'Continue…' : 'Continue all interrupted…'}
          </Button>
          <Button
            icon
            size="small"
            aria-label="Not now; they stay in the fleet as cut off"
            onClick={() => setAside(new Set(cut.map(({ id }) => id)))}
          >
            <X size={14} />
          </Button>
        </section>
      ) : null}
      {open ? <Confirm shown={EVERYTHING} onClose={close} /> : null}
    </>
  );
}

function Confirm({ shown, onClose }: { shown: Shown; onClose(): void }) {
  const { client } = useConnection();
  const all = useFleetRows();
  // The confirmation covers the rows that were read; rows cut off later are not included.
  const [rows] = useState<readonly FleetRow[]>(() => cutOffRows(all, shown));
  const go = useRef<HTMLButtonElement>(null);
  const run = (): void => {
    onClose();
    for (const { id, title } of rows) {
      client
        .call('thread/continue', { threadId: id })
        .catch((error: unknown) => tellFailure(`“${title}” did not continue`, asFailure(error)));
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Continue ${plural(rows.length, 'thread')}?`}
      initialFocus={go}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>Not now</Button>
          <Button ref={go} look="main" onClick={run}>
            {rows.length === 1 ? 'Continue' : `Continue all ${rows.length}`}
          </Button>
        </>
      }
    >
      <ThreadLines rows={rows} label="What each of them will do" what={continueSentence} />
    </Dialog>
  );
}
