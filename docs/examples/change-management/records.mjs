// One file for each change, CHG-0001.json and so on. A number is taken by creating its file, which only one can.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Opens a change and gives its number.
 * @param {string} folder
 * @param {object} change what is kept of it; the command is in it as it was asked, so keep the folder to yourself
 */
export function openChange(folder, change) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const numbers = readdirSync(folder).map((name) => Number(/^CHG-(\d+)\.json$/.exec(name)?.[1] ?? 0));
  for (let number = Math.max(0, ...numbers) + 1; ; number += 1) {
    const ticket = `CHG-${String(number).padStart(4, '0')}`;
    try {
      writeFileSync(join(folder, `${ticket}.json`), `${JSON.stringify({ ticket, ...change }, null, 2)}\n`, {
        flag: 'wx',
        mode: 0o600,
      });
      return ticket;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
  }
}
