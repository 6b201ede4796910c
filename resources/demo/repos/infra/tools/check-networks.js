import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { contains, overlap } from './cidr.js';

/** What is wrong with the networks of all regions, one sentence each. */
export function findProblems(regions) {
  const problems = [];
  const all = regions.flatMap((region) =>
    region.networks.map((network) => ({ ...network, region: region.region, block: region.block })),
  );
  for (const network of all) {
    if (!contains(network.block, network.cidr)) {
      problems.push(
        `${network.region}/${network.name} ${network.cidr} lies outside its region's block ${network.block}`,
      );
    }
  }
  for (const [i, left] of all.entries()) {
    for (const right of all.slice(i + 1)) {
      if (overlap(left.cidr, right.cidr)) {
        problems.push(
          `${left.region}/${left.name} ${left.cidr} overlaps ${right.region}/${right.name} ${right.cidr}`,
        );
      }
    }
  }
  return problems;
}

export async function readRegions(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(`${folder}/${name}`, 'utf8'))));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const regions = await readRegions('networks');
  const problems = findProblems(regions);
  const count = regions.reduce((sum, region) => sum + region.networks.length, 0);
  for (const problem of problems) console.log(`✖ ${problem}`);
  console.log(`${count} networks in ${regions.length} regions, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
