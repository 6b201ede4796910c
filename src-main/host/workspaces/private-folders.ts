import { join } from 'node:path';

/** The machine as far as it decides where programs keep what lets people in. */
export interface PersonalMachine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Folders in which programs keep keys and sign-ins, by what they are to a person. Whoever writes there can act as the
 * person elsewhere.
 */
export function credentialFolders({ platform, home, env }: PersonalMachine): ReadonlyMap<string, string> {
  const folders = new Map([
    [join(home, '.ssh'), 'keys for other machines (SSH)'],
    [join(home, '.gnupg'), 'keys that sign and encrypt (GnuPG)'],
    [join(home, '.codex'), 'the sign-in and the configuration of Codex'],
    [join(home, '.claude'), 'the sign-in and the configuration of Claude'],
    [join(home, '.aws'), 'keys for AWS'],
    [join(home, '.azure'), 'keys for Azure'],
    [join(home, '.kube'), 'keys for clusters'],
    [join(home, '.docker'), 'sign-ins to registries of images'],
    [join(home, '.config', 'gh'), 'the sign-in to GitHub'],
    [join(home, '.config', 'gcloud'), 'keys for Google Cloud'],
    [join(home, '.password-store'), 'passwords'],
  ]);
  if (platform === 'darwin') folders.set(join(home, 'Library', 'Keychains'), 'the keychain');
  else if (platform === 'win32') {
    const roaming = env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
    for (const name of ['Credentials', 'Protect', 'Vault'])
      folders.set(join(roaming, 'Microsoft', name), 'credentials of Windows');
  } else folders.set(join(home, '.local', 'share', 'keyrings'), 'the keyring');
  for (const profile of browserProfiles({ platform, home, env }))
    folders.set(profile, 'a browser’s profile with its sign-ins');
  return folders;
}

/** Where browsers keep their profiles, and in them the cookies by which a person is in, also in Muster. */
export function browserProfiles({ platform, home, env }: PersonalMachine): readonly string[] {
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support');
    return [
      join(support, 'Google', 'Chrome'),
      join(support, 'Chromium'),
      join(support, 'Microsoft Edge'),
      join(support, 'BraveSoftware'),
      join(support, 'Firefox'),
      join(home, 'Library', 'Safari'),
      join(home, 'Library', 'Containers', 'com.apple.Safari'),
    ];
  }
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
    const roaming = env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
    return [
      join(local, 'Google', 'Chrome', 'User Data'),
      join(local, 'Chromium', 'User Data'),
      join(local, 'Microsoft', 'Edge', 'User Data'),
      join(local, 'BraveSoftware'),
      join(roaming, 'Mozilla', 'Firefox'),
    ];
  }
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  return [
    join(config, 'google-chrome'),
    join(config, 'chromium'),
    join(config, 'microsoft-edge'),
    join(config, 'BraveSoftware'),
    join(home, '.mozilla'),
    join(home, 'snap', 'chromium'),
    join(home, 'snap', 'firefox'),
    join(home, '.var', 'app', 'org.mozilla.firefox'),
    join(home, '.var', 'app', 'com.google.Chrome'),
    join(home, '.var', 'app', 'org.chromium.Chromium'),
  ];
}
