import { setUi, useUi } from '../../platform/ui-store.ts';
import { navigate, toFleet } from '../../platform/routes.ts';
import { useAction, useHostFact } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';

/** Says all the time that what is seen is a demo, and how to end it. */
export function DemoBanner() {
  const demo = useHostFact('demo');
  if (demo !== 'running' && demo !== 'preparing') return null;
  return (
    <section className="demo-banner" aria-label="Demo" data-state={demo}>
      <b>Demo</b>
      <span className="clip">
        {demo === 'preparing'
          ? 'Preparing sample repositories and their agents…'
          : 'Real Codex in sample repositories, with a scripted model. No account, no network.'}
      </span>
      <span className="grow" />
      {demo === 'running' ? (
        <Button size="small" onClick={() => setUi({ removeDemo: true })}>
          Remove the demo
        </Button>
      ) : null}
    </section>
  );
}

/** Asks before the demo goes, and says what goes with it. */
export function DemoRemoval() {
  const open = useUi((state) => state.removeDemo);
  const remove = useAction('demo/remove');
  const close = (): void => {
    setUi({ removeDemo: false });
    remove.clear();
  };
  return (
    <ConfirmDialog
      open={open}
      title="Remove the demo?"
      action="Remove the demo"
      busy={remove.pending}
      onClose={close}
      onConfirm={() => {
        void remove.run({}).then((done) => {
          if (done === undefined) return;
          close();
          navigate(toFleet());
        });
      }}
    >
      <p>Its agents stop, and its sample repositories, threads and configuration are deleted.</p>
      <p className="muted">
        Your own workspaces, threads and account are not touched. The demo can be started again.
      </p>
      {remove.failure === null ? null : <Note tone="failed" urgency="alert" title={remove.failure.message} />}
    </ConfirmDialog>
  );
}
