import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
/** CSS px; the design has nothing smaller. */
const SMALLEST = 12;

it('sets no type smaller than 12 px', () => {
  const sheets = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.css'),
  );
  expect(sheets.length).toBeGreaterThan(10);
  const small = sheets.flatMap((sheet) =>
    [
      ...readFileSync(join(root, sheet), 'utf8').matchAll(
        /(?:font(?:-size)?|--t-\d+):[^;]*?\b([\d.]+)px[^;]*;/g,
      ),
    ]
      .filter(([, size]) => Number(size) < SMALLEST)
      .map(([rule]) => `${sheet}: ${rule}`),
  );
  expect(small).toEqual([]);
});
