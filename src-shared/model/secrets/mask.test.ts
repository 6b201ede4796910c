import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mask, maskAll } from './mask.ts';

/** Put together here, so that no tool that looks for secrets in a checkout finds one. */
const s = (...parts: string[]): string => parts.join('');
const A = 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z';
const LOWER = 'q7x2m9v4k1z8w3n6p5t0r7y2';

/** What was asked, and what the export says of it. */
const MASKED: readonly (readonly [text: string, masked: string])[] = [
  [
    s('curl -H "Authorization: Bearer ', A, '" https://x.example/v1'),
    'curl -H "Authorization: Bearer Ab•••" https://x.example/v1',
  ],
  [s("curl -H 'X-Api-Key: ", LOWER, "' https://x.example"), "curl -H 'X-Api-Key: q7•••' https://x.example"],
  [s('curl -u ada:', 'hunter2', ' https://x.example'), 'curl -u ada:••• https://x.example'],
  [s('mysql --password ', 'letmein', ' -u root'), 'mysql --password ••• -u root'],
  [s('mysql -uroot -p', 'letmein', ' shop'), 'mysql -uroot -p••• shop'],
  [s('deploy --api-key=', 'letmein', ' --to prod'), 'deploy --api-key=••• --to prod'],
  [s('PASSWORD=', 'letmein', ' ./run.sh'), 'PASSWORD=••• ./run.sh'],
  [s('export DB_PASSWORD="', 'two words', '" && make'), 'export DB_PASSWORD="•••" && make'],
  [
    s('AWS_SECRET_ACCESS_KEY=', 'wJalrXUtnFEMI/K7MDENG/bPxRfi', ' aws s3 ls'),
    'AWS_SECRET_ACCESS_KEY=wJ••• aws s3 ls',
  ],
  [
    s('aws configure set aws_access_key_id ', 'AKIA', 'IOSFODNN7EXAMPLE'),
    'aws configure set aws_access_key_id AKIA•••',
  ],
  [s('OPENAI_API_KEY=sk-', 'proj-', A, ' node x.js'), 'OPENAI_API_KEY=sk-proj-••• node x.js'],
  [s('gh auth login --with-token <<< ghp_', A), 'gh auth login --with-token <<< ghp_•••'],
  [
    s('git clone https://ada:', 'hunter2', '@git.example/repo.git'),
    'git clone https://ada:•••@git.example/repo.git',
  ],
  [
    s('git clone https://', 'x7tokenaslogin', '@git.example/repo.git'),
    'git clone https://x7•••@git.example/repo.git',
  ],
  [
    s('psql postgres://app:', 's3cr%40t', '@db.internal:5432/shop'),
    'psql postgres://app:•••@db.internal:5432/shop',
  ],
  [s('echo eyJhbGciOiJIUzI1NiJ9', '.', 'eyJzdWIiOiIxMjM0In0', '.', 'c2lnbmF0dXJl'), 'echo eyJ•••'],
  [
    s('npm config set //registry.npmjs.org/:_authToken=npm_', A),
    'npm config set //registry.npmjs.org/:_authToken=npm_•••',
  ],
  [
    s('curl "https://x.example/?access_token=', LOWER, '&page=2"'),
    'curl "https://x.example/?access_token=q7•••&page=2"',
  ],
  [s('slack -t xoxb-', '1234567890-', 'abcdef'), 'slack -t xoxb-•••'],
  [s('{"refreshToken":"', LOWER, '","page":2}'), '{"refreshToken":"q7•••","page":2}'],
  [s('sshpass -p ', 'hunter2', ' ssh host'), 'sshpass -p ••• ssh host'],
  [s('docker login -u ada -p ', 'hunter2', ' ghcr.io'), 'docker login -u ada -p ••• ghcr.io'],
  [s('vault write x value=', A), 'vault write x value=' + 'Ab•••'],
  [
    s(
      'cat > key <<E\n-----BEGIN RSA PRIVATE',
      ' KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE',
      ' KEY-----\nE',
    ),
    s('cat > key <<E\n-----BEGIN RSA PRIVATE', ' KEY-----•••-----END RSA PRIVATE', ' KEY-----\nE'),
  ],
];

/** What agents ask every day, with nothing in it to hide. */
const ORDINARY: readonly string[] = [
  'git push --force-with-lease origin main',
  'git checkout 3eeffa4b6f3c2d1e0a9b8c7d6e5f4a3b2c1d0e9f -- src',
  'git diff 3eeffa4..9c1d2e3 --stat',
  'git log --author=Ada --since=2026-01-01 --grep "token refresh"',
  'git commit -m "auth: handle expired tokens and rotate the session id"',
  'git commit -m "fix token: Refresh it before the request"',
  'rm -rf 0198f7c2-3a5b-7c11-9d0e-1f2a3b4c5d6e',
  'cat /repo/payments/src/auth/token-store.ts',
  'cat dist/assets/index-BhK3kXy8aQ1zT9vLmN4pR7sW2yC5eG8i.js',
  'ls node_modules/.cache/Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z/out',
  'npm ci && npm test -- --run src/password-form.test.ts',
  'npx vitest -t testThatUserCanLogInWithOAuth2Provider',
  'npm install lodash@4.17.21 --integrity sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==',
  'sort --key=2 -t , data.csv',
  'sort --key 2 data.csv',
  'curl --key client.pem --cert client.crt https://x.example',
  'ssh -i ~/.ssh/id_ed25519 deploy@host.example',
  'git clone git@github.com:openai/codex.git',
  'git clone ssh://git@github.com/openai/codex.git',
  'docker run -u 1000:1000 --rm alpine',
  'docker run -p 8080:80 nginx',
  'mkdir -p src/model && cp -p a b',
  'curl -H "Authorization: Bearer $TOKEN" https://x.example',
  'curl -u "$USER:$PASS" https://x.example',
  'PASSWORD=$DB_PASSWORD ./run.sh',
  'TOKEN=$(cat /run/secrets/token) ./run.sh',
  'deploy --token "${{ secrets.DEPLOY }}"',
  'deploy --password-stdin < /run/secrets/db',
  'deploy --token-file=/run/secrets/token',
  'deploy --password-file ./pw.txt',
  'node -e "const token = getToken(); console.log(user.password)"',
  'codex --max-tokens=4000 --token-limit 272000',
  'rg "password:|secret:" src --glob "!*.test.ts"',
  'sed -i "s/keyboard=us/keyboard=de/" layout.conf',
  'kubectl get secret db --namespace=prod -o name',
  'monkey=1 turkey=2 ./feed',
  'basic authentication is required',
  'wants to edit src/secrets/mask.ts, docs/tokens.md',
];

describe('mask', () => {
  it.each(MASKED)('masks %s', (text, masked) => {
    expect(mask(text)).toBe(masked);
    expect(mask(masked)).toBe(masked);
  });

  it.each(ORDINARY)('leaves %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('finds a secret wherever it stands, and twice is as once', () => {
    const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'.split('');
    const token = fc
      .array(fc.constantFrom(...letters), { minLength: 24, maxLength: 60 })
      .map((all) => `${all.join('')}7x`);
    const lead = fc.constantFrom(
      'sk-',
      'ghp_',
      'glpat-',
      'Authorization: Bearer ',
      'MY_API_KEY=',
      '"token":"',
      '--client-secret ',
      'https://ada:',
    );
    const end = fc.constantFrom(' ', '"', '\n', '@host ');
    fc.assert(
      fc.property(fc.lorem(), lead, token, end, (words, before, secret, after) => {
        const clean = mask(
          `${words} ${before}${secret}${before === 'https://ada:' ? '@host' : after}${words}`,
        );
        expect(clean).not.toContain(secret.slice(4));
        expect(mask(clean)).toBe(clean);
      }),
    );
  });

  it('leaves words, hashes and ids as they are', () => {
    const hex = fc
      .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: 7, maxLength: 64 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.lorem(), hex, fc.uuid(), (words, hash, id) => {
        const text = `git show ${hash}:src/${id}/${words.replaceAll(' ', '/')} # ${words}`;
        expect(mask(text)).toBe(text);
      }),
    );
  });

  it('takes a time that grows with the text alone', () => {
    const started = performance.now();
    for (const unit of [
      'token ',
      'a-',
      'key=',
      '"',
      'eyJ',
      'curl -u ',
      '-----BEGIN PRIVATE',
      'https://a:',
      'Ab3',
      'pass',
    ])
      mask(unit.repeat(100_000 / unit.length));
    // Far above what it takes (some 300 ms), far below what backtracking would.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('maskAll', () => {
  it('masks every text of a value, and what a name says is secret', () => {
    expect(
      maskAll({ a: [s('ghp_', A), 3, null], password: 'x y', nested: { tokens: 12, to: 'main' } }),
    ).toEqual({
      a: ['ghp_•••', 3, null],
      password: '•••',
      nested: { tokens: 12, to: 'main' },
    });
  });
});
