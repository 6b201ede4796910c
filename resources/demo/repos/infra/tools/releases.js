import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const [folder = '../artifacts'] = process.argv.slice(2);
for (const service of (await readdir(folder)).sort()) {
  const releases = (await readdir(join(folder, service))).sort();
  console.log(`${service.padEnd(16)} ${releases.length} releases: ${releases.join(', ')}`);
}
