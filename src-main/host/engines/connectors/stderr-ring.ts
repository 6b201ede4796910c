/** Lines of stderr that are kept: enough for a panic with its backtrace. */
const LINES = 60;
const LINE_LENGTH = 2000;
// eslint-disable-next-line no-control-regex -- colours are control characters
const COLOUR = /\u001b\[[0-9;]*m/g;

/** The last lines a process said on stderr, without their colours. */
export class StderrRing {
  #lines: string[] = [];
  #rest = '';

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = (lines.pop() ?? '').slice(0, LINE_LENGTH);
    for (const line of lines) {
      if (line.trim() !== '') this.#lines.push(line.replace(COLOUR, '').slice(0, LINE_LENGTH));
    }
    if (this.#lines.length > LINES) this.#lines = this.#lines.slice(-LINES);
  }

  get lines(): readonly string[] {
    const rest = this.#rest.replace(COLOUR, '').trim();
    return rest === '' ? this.#lines : [...this.#lines, rest];
  }
}
