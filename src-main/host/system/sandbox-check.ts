import type { HomeId } from '#shared/model/ids.ts';
import type { Hears } from '../base/events.ts';
import type { SandboxState } from '../engines/engine.ts';

export interface SandboxCheckOptions {
  readonly info: {
    readonly value: { readonly sandbox: SandboxState };
    set(patch: { readonly sandbox: SandboxState }): void;
  };
  /** What checks it in the folder of a home; undefined when that is not in use any more. */
  readonly check: (id: HomeId) => Promise<SandboxState> | undefined;
  readonly events: Hears<{ homeRead: HomeId }>;
  readonly onFault: (error: unknown) => void;
}

/** Finds out once whether the sandbox works, by the first app-server of a home that is ready. */
export function checkSandboxOnce({ info, check, events, onFault }: SandboxCheckOptions): void {
  events.on('homeRead', (id) => {
    if (info.value.sandbox.works !== null) return;
    check(id)
      ?.then((sandbox) => info.set({ sandbox }))
      .catch(onFault);
  });
}
