// What a sandboxed command could try in order to act as a person in Muster; run by a test as an agent's command.
// Arguments: the data folder, folders that should be closed, the origin of the browser host (or "none").
// Prints one line of JSON with what came of it.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync, appendFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

const [dataDir, closed, origin] = process.argv.slice(2);
const found = { read: [], wrote: [], secrets: [], answers: {}, arguments: [], environment: [] };

/** Every file below a folder that can be read. */
function walk(folder, depth = 0) {
  let names = [];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    try {
      const stat = statSync(path);
      if (stat.isDirectory() && depth < 6) walk(path, depth + 1);
      if (!stat.isFile()) continue;
      const text = readFileSync(path, 'latin1').slice(0, 2_000_000);
      found.read.push(path);
      for (const secret of text.match(/[\w-]{43}|[2-9A-Z]{5}-[2-9A-Z]{5}/g) ?? []) found.secrets.push(secret);
    } catch {
      // Closed: as it should be.
    }
  }
}

function tryWrite(path, write) {
  try {
    write();
    found.wrote.push(path);
  } catch {
    // Closed: as it should be.
  }
}

const ask = (path, { method = 'GET', headers = {}, body } = {}) =>
  new Promise((resolve) => {
    const sent = request(origin + path, { method, headers, timeout: 3_000 }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve([answer.statusCode, text]));
    });
    sent.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve([answer.statusCode, '']);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', (error) => resolve([0, error.code ?? String(error)]));
    sent.end(body);
  });

for (const folder of [dataDir, ...closed.split(':')]) walk(folder);
for (const folder of [dataDir, ...closed.split(':')]) {
  tryWrite(folder, () => writeFileSync(join(folder, 'planted'), 'x'));
  for (const name of [
    'muster.db',
    'seal.json',
    'browser-sessions.json',
    'instance.json',
    'config.toml',
    'auth.json',
  ])
    if (existsSync(join(folder, name)))
      tryWrite(join(folder, name), () => appendFileSync(join(folder, name), ' '));
}
// Other processes' arguments and environments, where this sandbox sees any.
for (const pid of existsSync('/proc') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : []) {
  for (const [file, list] of [
    ['cmdline', found.arguments],
    ['environ', found.environment],
  ]) {
    try {
      const text = readFileSync(join('/proc', pid, file), 'latin1');
      if (/token=|muster-key|[2-9A-Z]{5}-[2-9A-Z]{5}/.test(text)) list.push(`${pid}: ${text.slice(0, 200)}`);
    } catch {
      // Another's process.
    }
  }
}
if (origin !== 'none') {
  const tokens = [...new Set([...found.secrets, 'AAAAA-AAAAA'])].slice(0, 60);
  const json = { 'content-type': 'application/json' };
  found.answers.show = await ask('/control/show', { method: 'POST' });
  found.answers.link = await ask('/control/link', {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens[0]}` },
  });
  found.answers.sessions = [];
  for (const token of tokens) {
    const [status, text] = await ask('/session', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ token }),
    });
    if (status === 200) found.answers.sessions.push(text);
  }
  found.answers.upgrades = [];
  for (const value of tokens.slice(0, 20)) {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-protocol': `muster, muster-key.${value}`,
      cookie: `muster-00000000=${value}`,
    };
    const [status] = await ask('/contract', { headers: upgrade });
    if (status === 101) found.answers.upgrades.push(value);
  }
}
console.log(JSON.stringify({ ...found, secrets: found.secrets.length }));
