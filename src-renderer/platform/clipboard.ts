import { NO_CLIPBOARD, toClipboard } from '../ui/clipboard.ts';
import { tell, tellShortly } from './messages.tsx';

/** Copies where there is no place to say so: `done` says what was copied, `instead` where to find it otherwise. */
export async function copyAndTell(
  text: string,
  done: readonly [title: string, detail?: string],
  instead: string,
): Promise<void> {
  if (await toClipboard(text)) tellShortly('rest', ...done);
  else tell('needs', NO_CLIPBOARD, instead);
}
