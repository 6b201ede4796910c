/** Names of the messages between the desktop shell and its preload script, which takes nothing else of ours with it. */
export const CHANNELS = {
  /** Carries a port to the host; see docs/contract.md. */
  port: 'muster-port',
  portWanted: 'muster-port-wanted',
  toShell: 'muster-to-shell',
  toPage: 'muster-to-page',
} as const;
