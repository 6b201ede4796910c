import type { AppServerStatus } from '#shared/model/workspace/workspace.ts';
import type { Tone } from '../../ui/state-words.ts';

export interface StatusWords {
  readonly word: string;
  readonly tone: Tone;
  /** A sentence with more, if there is more to say. */
  readonly detail: string | null;
  readonly stderr: readonly string[];
  /** Something a person may want to act on. */
  readonly trouble: boolean;
}

/** What people read of an app-server's state. */
export function statusWords(status: AppServerStatus): StatusWords {
  const calm = { stderr: [], trouble: false };
  switch (status.type) {
    case 'stopped':
      return {
        word: 'stopped',
        tone: 'off',
        detail: 'Its app-server is not running; it starts when it is needed.',
        ...calm,
      };
    case 'starting':
      return { word: 'starting', tone: 'rest', detail: 'Its app-server is starting.', ...calm };
    case 'ready':
      return {
        word: 'ready',
        tone: 'done',
        detail: `Codex ${status.version}, ${status.pid === 0 ? 'elsewhere' : `process ${status.pid}`}`,
        ...calm,
      };
    case 'suspended':
      return {
        word: 'asleep',
        tone: 'rest',
        detail: 'Nothing to do for a while; it wakes when it is used.',
        ...calm,
      };
    case 'restarting':
      return {
        word: 'restarting',
        tone: 'failed',
        detail: `${status.reason} (attempt ${status.attempt})`,
        stderr: status.stderr,
        trouble: true,
      };
    case 'failed':
      return {
        word: 'failed',
        tone: 'failed',
        detail: status.hint === null ? status.reason : `${status.reason} ${status.hint}`,
        stderr: status.stderr,
        trouble: true,
      };
  }
}
