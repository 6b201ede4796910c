import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLoopback } from './addresses.ts';
import { openCommand } from './open-browser.ts';
import { parseWebOptions, WebStartError } from './options.ts';

function refusal(argv: readonly string[]): WebStartError {
  try {
    parseWebOptions(argv);
  } catch (error) {
    if (error instanceof WebStartError) return error;
    throw error;
  }
  throw new Error(`${argv.join(' ')} was accepted`);
}

describe('parseWebOptions', () => {
  it('listens on loopback only unless told otherwise', () => {
    const options = parseWebOptions(['--data', '/tmp/x']);
    expect(options).toMatchObject({
      listen: '127.0.0.1',
      port: undefined,
      open: true,
      json: false,
      demo: false,
    });
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'desk.lan', '128.0.0.1'])('refuses %s without TLS', (address) => {
    const { message, exitCode } = refusal(['--listen', address]);
    expect(exitCode).toBe(2);
    expect(message).toContain('--tls-cert FILE and --tls-key FILE');
    expect(message).toContain('--insecure-listen');
  });

  it('listens elsewhere with TLS, or when the risk is taken in so many words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-tls-'));
    const pem = join(folder, 'x.pem');
    await writeFile(pem, 'pem');
    expect(
      parseWebOptions(['--listen', '0.0.0.0', '--tls-cert', pem, '--tls-key', pem]).tls?.cert.toString(),
    ).toBe('pem');
    expect(parseWebOptions(['--listen', '0.0.0.0', '--insecure-listen']).listen).toBe('0.0.0.0');
    expect(refusal(['--tls-cert', pem]).message).toContain('belong together');
    expect(refusal(['--tls-cert', pem, '--tls-key', join(folder, 'absent')]).message).toContain(
      'cannot be read',
    );
    await rm(folder, { recursive: true });
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--port', 'x'], 'wants a number from 0 to 65535, not "x"'],
    [['--port', '65536'], 'wants a number'],
    [['stray'], 'stray'],
  ])('refuses %j', (argv, words) => {
    expect(refusal(argv)).toMatchObject({ exitCode: 2, message: expect.stringContaining(words) as string });
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '[::1]', 'localhost', '::ffff:127.0.0.1'])('%s is', (address) => {
    expect(isLoopback(address)).toBe(true);
  });
  it.each(['0.0.0.0', '::', '', '10.0.0.1', '127.0.0.1.evil.example', '::ffff:10.0.0.1'])(
    '"%s" is not',
    (address) => {
      expect(isLoopback(address)).toBe(false);
    },
  );
});

describe('openCommand', () => {
  it('names what opens a URL, and nothing without a display', () => {
    const url = 'http://127.0.0.1:1/#token=a&b';
    expect([
      openCommand(url, 'linux', {}),
      openCommand(url, 'linux', { DISPLAY: ':0' }),
      openCommand(url, 'linux', { WAYLAND_DISPLAY: 'wayland-0' }),
      openCommand(url, 'darwin', {}),
      openCommand(url, 'win32', {}),
    ]).toEqual([
      undefined,
      ['xdg-open', url],
      ['xdg-open', url],
      ['open', url],
      ['rundll32.exe', 'url.dll,FileProtocolHandler', url],
    ]);
  });
});
