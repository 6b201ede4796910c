import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';
import { parseOptions, parsePort } from './cli.mjs';
import { verdictOf } from './entries.mjs';
import { defaultDataDir, hasDisplay } from './platform.mjs';
import { checkNode, staleInstall } from './preflight.mjs';
import { findRunning } from './running.mjs';

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-tooling-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

describe('parseOptions', () => {
  const specs = {
    json: { kind: 'flag', help: '' },
    data: { kind: 'value', value: 'DIR', help: '' },
  } as const;

  it('reads flags and values, both ways of writing them', () => {
    expect(parseOptions(['--json', '--data', 'a b'], specs, 'x')).toEqual({ json: true, data: 'a b' });
    expect(parseOptions(['--data=--odd'], specs, 'x')).toEqual({ data: '--odd' });
  });

  it.each([
    [['--bogus'], 'unknown option "--bogus". x --help lists the options.'],
    [['stray'], 'unknown option "stray"'],
    [['-j'], 'unknown option "-j"'],
    [['--constructor'], 'unknown option "--constructor"'],
    [['--json=1'], '--json takes no value'],
    [['--data'], '--data needs a value (DIR)'],
    [['--data', '--json'], '--data needs a value (DIR)'],
  ])('refuses %j with exit code 2', (argv, message) => {
    expect(() => parseOptions(argv, specs, 'x --help')).toThrow(
      expect.objectContaining({ code: 2, message: expect.stringContaining(message) as string }),
    );
  });

  it('checks ports', () => {
    expect([parsePort('0'), parsePort('65535'), parsePort(undefined)]).toEqual([0, 65535, undefined]);
    for (const bad of ['65536', '-1', '1.5', 'x', ' 1'])
      expect(() => parsePort(bad)).toThrow('from 0 to 65535');
  });
});

describe('checkNode', () => {
  it('takes 20.19 and newer and says what to do about older ones', () => {
    for (const version of ['20.19.0', '20.20.2', '22.0.0', '26.1.0'])
      expect(() => checkNode(version)).not.toThrow();
    for (const version of ['20.18.9', '18.20.0', '8.0.0']) {
      expect(() => checkNode(version)).toThrow('Node 20.19 or newer is needed');
    }
  });
});

describe('staleInstall', () => {
  const locked = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/for-other-platforms': { version: '1.0.0', optional: true },
    },
  };

  async function install(record: unknown): Promise<string | undefined> {
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(locked));
    if (record !== undefined) {
      await mkdir(join(folder, 'node_modules', 'a'), { recursive: true });
      await writeFile(join(folder, 'node_modules', 'a', 'package.json'), '{}');
      await writeFile(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify(record));
    }
    return staleInstall(folder);
  }

  it('says that nothing is installed', async () => {
    expect(await install(undefined)).toBe('node_modules is absent');
  });
  it('is content with what the lockfile wants, other platforms left out', async () => {
    expect(
      await install({ packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } } }),
    ).toBeUndefined();
  });
  it('sees another version, another content, a missing record and a missing folder', async () => {
    expect(await install({ packages: { 'node_modules/a': { version: '0.9.0', integrity: 'x' } } })).toBe(
      'node_modules/a is 0.9.0, the lockfile wants 1.0.0',
    );
    expect(
      await install({ packages: { 'node_modules/a': { version: '1.0.0', integrity: 'y' } } }),
    ).toBeDefined();
    expect(await install({ packages: {} })).toBe('node_modules/a is missing');
    await rm(join(folder, 'node_modules', 'a'), { recursive: true });
    await writeFile(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify(locked));
    expect(staleInstall(folder)).toBe('node_modules/a is missing');
  });
  it('sees a record that was cut off', async () => {
    await install({});
    await writeFile(join(folder, 'node_modules', '.package-lock.json'), '{"pack');
    expect(staleInstall(folder)).toBe('the record of node_modules is unreadable');
  });
});

describe('places of a platform', () => {
  it('keeps data where each platform wants it', () => {
    const home = '/h';
    expect([
      defaultDataDir({ demo: false, platform: 'linux', env: {}, home }),
      defaultDataDir({ demo: true, platform: 'linux', env: { XDG_DATA_HOME: '/x' }, home }),
      defaultDataDir({ demo: false, platform: 'linux', env: { XDG_DATA_HOME: 'relative' }, home }),
      defaultDataDir({ demo: false, platform: 'darwin', env: {}, home }),
    ]).toEqual([
      join('/h', '.local', 'share', 'muster'),
      join('/x', 'muster-demo'),
      join('/h', '.local', 'share', 'muster'),
      join('/h', 'Library', 'Application Support', 'Muster'),
    ]);
    expect(defaultDataDir({ demo: false, platform: 'win32', env: { LOCALAPPDATA: '/l' }, home })).toBe(
      join('/l', 'Muster'),
    );
  });

  it('knows when there is a display', () => {
    expect([
      hasDisplay('linux', {}),
      hasDisplay('linux', { DISPLAY: ':0' }),
      hasDisplay('linux', { WAYLAND_DISPLAY: 'w' }),
      hasDisplay('darwin', {}),
      hasDisplay('win32', {}),
    ]).toEqual([false, true, true, true, true]);
  });
});

describe('findChromium', () => {
  const there =
    (...paths: string[]) =>
    (path: string): boolean =>
      paths.includes(path.replaceAll('\\', '/'));

  it('takes the one it is told of, and says so when it is absent', () => {
    const env = { MUSTER_CHROMIUM: '/my/chrome' };
    expect(findChromium({ env, exists: there('/my/chrome') })).toBe('/my/chrome');
    expect(() => findChromium({ env, exists: there() })).toThrow('MUSTER_CHROMIUM names /my/chrome');
  });

  it('looks where each platform has it', () => {
    const home = folder;
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(
      findChromium({ platform: 'linux', env: { PATH: '' }, home, exists: there('/usr/bin/google-chrome') }),
    ).toBe('/usr/bin/google-chrome');
    expect(findChromium({ platform: 'darwin', env: {}, home, exists: there(mac) })).toBe(mac);
    const edge = '/pf/Microsoft/Edge/Application/msedge.exe';
    expect(findChromium({ platform: 'win32', env: { PROGRAMFILES: '/pf' }, home, exists: there(edge) })).toBe(
      join(edge),
    );
  });

  it("takes the newest of Playwright's cache, or nothing", async () => {
    const env = { PATH: '', PLAYWRIGHT_BROWSERS_PATH: folder };
    const machine = { platform: 'linux', env, home: folder, exists: () => false } as const;
    expect(findChromium(machine)).toBeUndefined();
    for (const build of ['chromium-900', 'chromium-1200']) {
      await mkdir(join(folder, build, 'chrome-linux64'), { recursive: true });
      await writeFile(join(folder, build, 'chrome-linux64', 'chrome'), '');
    }
    expect(findChromium(machine)).toBe(join(folder, 'chromium-1200', 'chrome-linux64', 'chrome'));
  });
});

describe('findRunning', () => {
  it('finds none without a record, with a damaged one, with a dead process, or with another program on the port', async () => {
    const record = async (content: unknown): Promise<unknown> => {
      await writeFile(
        join(folder, 'instance.json'),
        typeof content === 'string' ? content : JSON.stringify(content),
      );
      return findRunning(folder);
    };
    expect(await findRunning(folder)).toBeUndefined();
    expect(await record('{')).toBeUndefined();
    const info = { kind: 'browser', instance: 'x', origin: 'http://127.0.0.1:1' };
    expect(await record({ ...info, pid: 2 ** 30 })).toBeUndefined();
    expect(await record({ ...info, pid: process.pid })).toBeUndefined();
  });
});

describe('verdictOf', () => {
  it('reads the last line of a benchmark and nothing else', () => {
    expect(verdictOf('{"bench":"pipe","ok":false,"figures":[]}')?.ok).toBe(false);
    expect(verdictOf('{"bench":"pipe"')).toBeUndefined();
    expect(verdictOf('a table row')).toBeUndefined();
  });
});

describe('package-lock.json', () => {
  interface Locked {
    readonly resolved?: string;
    readonly optionalDependencies?: Record<string, string>;
  }

  it('has every platform of every package in it: npm ci refuses it otherwise', async () => {
    const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, Locked>;
    };
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry, so that each machine uses its own', async () => {
    expect(await readFile(join(project, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });
});
