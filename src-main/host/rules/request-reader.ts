import type { JournalSubject } from '#shared/contract/requests.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { Reading } from '#shared/model/command/reading.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { shownCommand } from '#shared/model/thread/describe.ts';
import { foreignShell } from './foreign-shell.ts';
import { readCommand } from './read-command.ts';
import type { Parse } from './read-script.ts';
import { realFile, realPath } from './real-path.ts';
import { loadShellGrammar } from './shell-grammar.ts';

/** Knows what a request is about: read for the eye, and as far as rules and the journal go. */
export class RequestReader {
  readonly #folderOf: (id: ThreadId) => string | undefined;
  #parse: Parse | undefined;

  /** `folderOf` answers where a thread works; undefined for one that is not known. */
  constructor(folderOf: (id: ThreadId) => string | undefined) {
    this.#folderOf = folderOf;
  }

  /** Loads the grammar of the shell; until it is there no command is read. */
  async load(): Promise<Parse> {
    this.#parse = await loadShellGrammar();
    return this.#parse;
  }

  /** Reads a command for the eye; null for what is none, and while the grammar is not there. */
  reading({ body, threadId }: Pick<Approval, 'body' | 'threadId'>): Reading | null {
    if ((body.kind !== 'command' && body.kind !== 'network') || body.command === null) return null;
    if (this.#parse === undefined) return null;
    const text = body.command;
    const shown = shownCommand(text);
    const shell = foreignShell(text, process.platform);
    if (shell !== null) return { text: shown, tokens: [], risks: [], unread: `it is for ${shell}` };
    return readCommand(shown, this.#parse, { cwd: body.cwd, folder: this.#folderOf(threadId) ?? null });
  }

  /** What a request is about, as far as rules can be; null for kinds that are always for a person. */
  subject({ body, threadId }: Pick<Approval, 'body' | 'threadId'>): JournalSubject | null {
    const cwd = this.#folderOf(threadId);
    switch (body.kind) {
      case 'command':
        // More permissions than the command itself needs are another question, which no rule answers.
        if (body.extraPermissions !== null) return null;
        return {
          type: 'command',
          text: body.command,
          inPlace: cwd !== undefined && (body.cwd === null || realPath(body.cwd) === realPath(cwd)),
        };
      case 'network':
        return { type: 'network', host: body.host };
      case 'fileChange': {
        if (body.grantRoot !== null || body.changes.length === 0 || cwd === undefined) return null;
        const moved = body.changes.flatMap(({ kind }) =>
          kind.type === 'update' && kind.move_path !== null ? [kind.move_path] : [],
        );
        const paths = [...body.changes.map(({ path }) => path), ...moved];
        return { type: 'files', paths: paths.map((path) => realFile(cwd, path)) };
      }
      default:
        return null;
    }
  }
}
