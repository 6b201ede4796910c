import { describe, expect, it } from 'vitest';
import { folderProblem, runsLater } from './runs-later.ts';

describe('runsLater', () => {
  it.each([
    '.git/hooks/pre-commit',
    'a/b/.git/config',
    '.GIT/config',
    '.git./config',
    '.git /config',
    'GIT~1/config',
    '.git::$INDEX_ALLOCATION/config',
    '.g\u200cit/config',
    '.ｇit/config',
    'bare.git/hooks/post-receive',
    '.gitmodules',
    '.gitattributes',
    '.gitconfig',
    '.ssh/authorized_keys',
    '.SSH/config',
    '.bashrc',
    '.bashrc.',
    '.zshenv',
    '.profile',
    '.vimrc',
    '.vscode/tasks.json',
    '.idea/workspace.xml',
    'x.code-workspace',
    '.envrc',
    '.env',
    '.env.local',
    '.npmrc',
    '.husky/pre-commit',
    '.config/systemd/user/x.service',
    '.config/autostart/x.desktop',
    'Library/LaunchAgents/x.plist',
    'var/spool/cron/crontabs/me',
    'AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/x.bat',
    '.codex/config.toml',
    '.claude/settings.json',
    '.local/bin/ls',
    'C:\\w\\.git\\hooks\\x',
  ])('%j is always for a person', (path) => {
    expect(runsLater(path)).toBe('always');
  });

  it.each([
    'package.json',
    'sub/Package.json',
    'Makefile',
    'GNUmakefile',
    'lib.mk',
    '.github/workflows/ci.yml',
    '.gitlab-ci.yml',
    'Cargo.toml',
    'build.rs',
    'conftest.py',
    'pyproject.toml',
    'vite.config.ts',
    'eslint.config.mjs',
    '.eslintrc.cjs',
    'node_modules/.bin/tsc',
    'node_modules/x/index.js',
    'Dockerfile',
    'run.sh',
    'tsconfig.build.json',
    'pnpm-lock.yaml',
  ])('%j says how a folder is built', (path) => {
    expect(runsLater(path)).toBe('here');
  });

  it.each([
    '/w/src/a.ts',
    'docs/readme.md',
    'gitignore',
    '.gitignore',
    'C:\\w\\src\\a.ts',
    'a/git/b',
    'x.json',
  ])('%j is neither', (path) => {
    expect(runsLater(path)).toBeNull();
  });
});

describe('folderProblem', () => {
  it.each([
    '/',
    '//',
    '/.',
    'C:\\',
    'c:/',
    'C:',
    '\\\\server\\share',
    '\\\\?\\C:\\',
    '/home',
    '/home/ada',
    '/home/ada/',
    '/HOME/ada',
    '/Users/ada',
    'C:\\Users\\ada',
    '/root',
    '/etc',
    '/usr/local/bin',
    'C:\\Windows\\System32',
    '/w/.git',
    '/w/.git/hooks',
    '/home/ada/.ssh',
    '/home/ada/.config/nvim',
    '/w/../etc',
    'src',
    '',
    '/data/people/ada',
    '/data/people',
    '/DATA/People/Ada',
  ])('no rule for %j', (folder) => {
    expect(folderProblem(folder, '/data/people/ada')).not.toBeNull();
  });

  it.each([
    '/w/src',
    '/home/ada/code/app',
    '/data/people/ada/app',
    'C:\\Users\\ada\\code',
    '/root/app',
    '/tmp/x',
  ])('a rule for %j', (folder) => {
    expect(folderProblem(folder, '/data/people/ada')).toBeNull();
  });
});
