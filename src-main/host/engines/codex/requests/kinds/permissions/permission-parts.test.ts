import { describe, expect, it } from 'vitest';
import { grantedOf, permissionParts } from './permission-parts.ts';

const path = (name: string, access: 'read' | 'write' | 'deny') => ({
  path: { type: 'path' as const, path: name },
  access,
});
const asked = {
  network: { enabled: true },
  fileSystem: {
    read: ['/certs'],
    write: ['/cache'],
    globScanMaxDepth: 3,
    entries: [
      path('/cache', 'write'),
      path('/certs', 'read'),
      { path: { type: 'special' as const, value: { kind: 'tmpdir' as const } }, access: 'write' as const },
      path('/cache/private', 'deny'),
    ],
  },
};

describe('parts of permissions', () => {
  it('are each path once, with what it may be used for', () => {
    expect(permissionParts(asked).map(({ access, what }) => `${access} ${what}`)).toEqual([
      'network ',
      'write /cache',
      'read /certs',
      'write the temporary folder ($TMPDIR)',
    ]);
    expect(permissionParts({ network: { enabled: false }, fileSystem: null })).toEqual([]);
  });

  it('are granted wherever they are named, and nowhere else; what is denied stays denied', () => {
    expect(grantedOf(asked, new Set(['write /cache']))).toEqual({
      fileSystem: {
        read: [],
        write: ['/cache'],
        globScanMaxDepth: 3,
        entries: [path('/cache', 'write'), path('/cache/private', 'deny')],
      },
    });
    expect(grantedOf(asked, new Set(['network']))).toEqual({ network: { enabled: true } });
    expect(grantedOf(asked, new Set())).toEqual({});
    const all = new Set(permissionParts(asked).map(({ id }) => id));
    expect(grantedOf(asked, all)).toEqual(asked);
  });

  it('are shown as they came when they are of a kind that is not known', () => {
    const odd = {
      network: null,
      fileSystem: { read: null, write: null, entries: [{ path: { type: 'moon' }, access: 'read' }] },
    };
    expect(permissionParts(odd as never)).toMatchObject([{ access: 'read', what: '{"type":"moon"}' }]);
  });
});
