/**
 * Lets what writes the configuration of one CODEX_HOME happen one at a time, over all of its app-servers: twenty at
 * once lost most of their entries (measured on 0.169.0).
 */
export class ConfigLocks {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything asked for before it on the same home has ended. `home` is a real path. */
  async run<T>(home: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(home);
    const own = before === undefined ? work() : before.then(work, work);
    this.#tails.set(home, own);
    try {
      return await own;
    } finally {
      if (this.#tails.get(home) === own) this.#tails.delete(home);
    }
  }
}
