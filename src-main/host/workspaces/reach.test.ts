import { describe, expect, it } from 'vitest';
import { credentialFolders } from './private-folders.ts';
import { folderReach, isWithin, type PrivatePlaces } from './reach.ts';

const places: PrivatePlaces = {
  dataDir: '/home/ada/.local/share/muster',
  codexHomes: ['/home/ada/.codex', '/srv/codex'],
  credentials: credentialFolders({ platform: 'linux', home: '/home/ada', env: {} }),
  home: '/home/ada',
};
const reachOf = (folder: string): string => folderReach(folder, places, false).type;
const whyOf = (folder: string): string => {
  const reach = folderReach(folder, places, false);
  return reach.type === 'usual' ? '' : reach.why;
};

describe('folderReach', () => {
  it.each(
    [
      '/home/ada/code',
      '/home/ada/.config/nvim',
      '/home/ada/.local/share/other',
      '/home/ada/.local/share/muster-demo',
      '/home/ada/.sshfs',
      '/srv',
      '/work',
    ].filter((path) => path !== '/srv'),
  )('takes %s', (path) => {
    expect(reachOf(path)).toBe('usual');
  });

  it.each([
    '/',
    'C:\\',
    'c:',
    '\\\\server\\share',
    '/home/ada/.local/share/muster',
    '/home/ada/.local/share/muster/logs',
    '/home/ada/.codex',
    '/home/ada/.codex/skills/mine',
    '/srv/codex',
    '/home/ada/.ssh',
    '/home/ada/.gnupg/private-keys-v1.d',
    '/home/ada/.mozilla/firefox',
    '/home/ada/.local/share/keyrings',
  ])('refuses %s', (path) => {
    expect(reachOf(path)).toBe('refused');
    expect(whyOf(path)).toMatch(/[Cc]hoose/);
  });

  it.each(['/home', '/home/ada', '/home/ada/.local', '/home/ada/.local/share', '/home/ada/.config', '/srv'])(
    'asks about %s',
    (path) => {
      expect(reachOf(path)).toBe('asks');
    },
  );

  it('names what agents could change', () => {
    expect(whyOf('/home/ada')).toContain('your shell and your desktop run when they start');
    expect(whyOf('/home/ada')).toContain('Muster’s own folder (/home/ada/.local/share/muster)');
    expect(whyOf('/home/ada')).toContain('keys for other machines (SSH) (/home/ada/.ssh)');
    expect(whyOf('/srv')).toContain('the configuration of Codex (/srv/codex)');
    expect(whyOf('/home/ada/.config')).not.toContain('shell');
  });

  it('tells each kind of what is there once', () => {
    expect(whyOf('/home/ada').match(/browser/g)).toHaveLength(1);
    expect(whyOf('/home/ada')).toContain('sign-ins (/home/ada/.config/google-chrome and 9 more)');
    expect(whyOf('/home/ada/snap')).toContain('sign-ins (/home/ada/snap/chromium and 1 more)');
    expect(whyOf('/home/ada/.var')).toContain('and 2 more)');
  });

  it('compares as the file system does', () => {
    const mac = {
      ...places,
      credentials: credentialFolders({ platform: 'darwin', home: '/Users/Ada', env: {} }),
    };
    expect(folderReach('/users/ada/library/keychains', mac, true).type).toBe('refused');
    expect(folderReach('/users/ada/library/keychains', mac, false).type).toBe('usual');
  });
});

describe('isWithin', () => {
  it.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/a/..b', '/a', true],
    ['/', '/a', false],
  ])('%s in %s: %s', (inner, outer, expected) => {
    expect(isWithin(inner, outer, false)).toBe(expected);
  });
});
