import { describe, expect, it } from 'vitest';
import { shellArguments } from './options.ts';

const shellOptions = (argv: readonly string[], packaged: boolean) => shellArguments(argv, packaged).options;

describe('shellArguments', () => {
  it('takes what comes after the folder of the app in a checkout', () => {
    const argv = ['/x/electron', '--no-sandbox', '/checkout', '--data', '/d', '--json'];
    expect(shellOptions(argv, false)).toMatchObject({
      dataDir: expect.stringMatching(/d$/) as string,
      json: true,
    });
    expect(shellOptions(['/x/electron', '/checkout'], false)).toMatchObject({ demo: false });
    const driven = ['/x/electron', '-r', '/loader.js', '--inspect=0', '/checkout', '--json'];
    expect(shellOptions(driven, false)).toMatchObject({ json: true });
  });

  it('takes all of it in a packaged app, but for what the platform adds', () => {
    expect(shellOptions(['/Applications/Muster', '-psn_0_123', '--demo'], true)).toMatchObject({
      demo: true,
    });
  });

  it('takes a link and the system’s start at login out of the words', () => {
    const argv = ['C:\\Muster.exe', '--hidden', 'muster://inbox', '--demo'];
    expect(shellArguments(argv, true)).toMatchObject({
      hidden: true,
      link: 'muster://inbox',
      options: { demo: true },
    });
    expect(shellArguments(['/opt/muster'], true)).toMatchObject({ hidden: false, link: undefined });
  });

  it('refuses what it does not know', () => {
    expect(() => shellOptions(['/x/electron', '/checkout', '--bogus'], false)).toThrow('--bogus');
  });
});
