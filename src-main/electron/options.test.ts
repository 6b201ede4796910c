import { describe, expect, it } from 'vitest';
import { shellOptions } from './options.ts';

describe('shellOptions', () => {
  it('takes what comes after the folder of the app in a checkout', () => {
    const argv = ['/x/electron', '--no-sandbox', '/checkout', '--data', '/d', '--json'];
    expect(shellOptions(argv, false)).toMatchObject({
      dataDir: expect.stringMatching(/d$/) as string,
      json: true,
    });
    expect(shellOptions(['/x/electron', '/checkout'], false)).toMatchObject({ demo: false });
  });

  it('takes all of it in a packaged app, but for what the platform adds', () => {
    expect(shellOptions(['/Applications/Muster', '-psn_0_123', '--demo'], true)).toMatchObject({
      demo: true,
    });
  });

  it('refuses what it does not know', () => {
    expect(() => shellOptions(['/x/electron', '/checkout', '--bogus'], false)).toThrow('--bogus');
  });
});
