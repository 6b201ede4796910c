/**
 * Which files are run, or say what is run, by something else later: a change of them is a command in other clothes.
 * `always` are files of the person's tools and accounts, which no rule covers; `here` are those that say how this
 * folder is built and tested, which a rule covers only when it says so.
 */
export type RunsLater = 'always' | 'here' | null;

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Folders and files, anywhere in a path. */
const ALWAYS = set(
  // Files that git runs, in a repository or for the person.
  '.git .hg .svn .jj .bzr .gitconfig .gitmodules .gitattributes .hgrc .husky .githooks .git-hooks .lefthook ' +
    // Accounts, and what is let in by them.
    '.ssh .gnupg .aws .azure .kube .docker .netrc .pypirc .pgpass .password-store .git-credentials authorized_keys ' +
    // Start files of shells and sessions.
    '.bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .login .logout .zshrc .zshenv .zprofile ' +
    '.zlogin .zlogout .kshrc .mkshrc .cshrc .tcshrc .shrc .inputrc .oh-my-zsh .zsh .bash_completion .xinitrc .xsession ' +
    '.xprofile .xsessionrc .xserverrc .pam_environment .environment .config .local .dircolors .hushlogin profile.d ' +
    // Start files and tasks of editors and tools.
    '.vim .vimrc .gvimrc .nvim .nvimrc .exrc .nvim.lua .emacs .emacs.d .spacemacs .doom.d .nanorc .vscode ' +
    '.vscode-server .vscode-insiders .idea .fleet .zed .sublime .atom .cursor .windsurf .devcontainer .devcontainer.json ' +
    '.tmux.conf .screenrc .gdbinit .lldbinit .pythonrc .pythonstartup .irbrc .pryrc .rprofile .renviron .ghci .guile ' +
    '.npmrc .yarnrc .yarnrc.yml .pnpmrc .bunfig.toml .wgetrc .curlrc .ripgreprc .ackrc .mailcap .lesskey .lessfilter ' +
    '.dir-locals.el .envrc .direnv .direnvrc .tool-versions .mise.toml mise.toml .asdfrc .rtx.toml .nvmrc .node-version ' +
    // Agents.
    '.codex .claude .gemini .agents .aider .continue .cline .roo .goose .mcp.json .aider.conf.yml ' +
    // Files that the system starts.
    'launchagents launchdaemons startupitems autostart systemd crontabs crontab cron.d cron.daily cron.hourly ' +
    'cron.weekly cron.monthly anacrontab init.d rc.d rc.local appdata',
);

/** Names of files and folders that say how a folder is built, tested or run. */
const HERE = set(
  'package.json package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-workspace.yaml yarn.lock bun.lock bun.lockb ' +
    '.pnpmfile.cjs .pnp.cjs .pnp.loader.mjs .yarn node_modules lerna.json nx.json project.json turbo.json rush.json ' +
    'deno.json deno.jsonc deno.lock bunfig.toml tsconfig.json jsconfig.json makefile gnumakefile bsdmakefile ' +
    'cmakelists.txt cmakepresets.json justfile .justfile taskfile.yml taskfile.yaml rakefile gemfile gemfile.lock ' +
    'guardfile cargo.toml cargo.lock build.rs .cargo rust-toolchain rust-toolchain.toml go.mod go.work setup.py ' +
    'setup.cfg pyproject.toml tox.ini noxfile.py conftest.py pytest.ini .pytest.ini pipfile pipfile.lock poetry.lock ' +
    'uv.lock sitecustomize.py usercustomize.py manage.py .venv venv .virtualenv site-packages dockerfile containerfile ' +
    '.dockerignore compose.yml compose.yaml vagrantfile jenkinsfile .github .gitlab .gitlab-ci.yml .circleci ' +
    '.travis.yml .drone.yml .buildkite .woodpecker .woodpecker.yml azure-pipelines.yml bitbucket-pipelines.yml ' +
    'appveyor.yml .appveyor.yml cloudbuild.yaml gradlew gradlew.bat gradle gradle.properties pom.xml .mvn mvnw mvnw.cmd ' +
    'build.sbt build.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts build build.bazel workspace ' +
    'workspace.bazel module.bazel .bazelrc gruntfile.js gulpfile.js gulpfile.mjs gulpfile.ts .lintstagedrc ' +
    '.pre-commit-config.yaml .pre-commit-hooks.yaml lefthook.yml .lefthook.yml .overcommit.yml procfile composer.json ' +
    'composer.lock mix.exs rebar.config shell.nix default.nix flake.nix flake.lock package.swift podfile fastfile ' +
    'fastlane directory.build.props directory.build.targets global.json nuget.config dune dune-project meson.build ' +
    'sconstruct wscript configure configure.ac bin .bin scripts',
);
/** Endings and forms of such names. */
const ALWAYS_FORMS =
  /^(?:\.env(?:\..+)?|.*\.(?:git|code-workspace|sublime-project|plist|service|timer|socket|desktop))$/;
const HERE_FORMS =
  /(?:\.config\.[cm]?[jt]sx?|\.(?:mk|mak|cmake|bzl|gemspec|csproj|fsproj|vbproj|sln|props|targets|vcxproj|pth|sh|bash|zsh|fish|ps1|bat|cmd))$|^(?:tsconfig\..*\.json|requirements.*\.txt|docker-compose.*|dockerfile\..*|compose\..*\.ya?ml|\.(?:eslintrc|prettierrc|babelrc|mocharc|swcrc|stylelintrc|lintstagedrc|huskyrc|releaserc|jestrc|nycrc|postcssrc)(?:\..*)?|lint-staged\..*|babel\..*|eslint\..*|jest\..*|vitest\..*|vite\..*|webpack\..*|rollup\..*|next\..*|karma\..*|playwright\..*|cypress\..*)$/;

/** What a path's file is to what runs later, as no file system could spell it past us. */
export function runsLater(path: string): RunsLater {
  let found: RunsLater = null;
  for (const part of path.split(/[\\/]+/)) {
    const name = plainName(part);
    // Streams and short names of Windows reach a file by another name.
    if (ALWAYS.has(name) || ALWAYS_FORMS.test(name) || (/[:~]\S/.test(name) && !/^[a-z]:$/.test(name)))
      return 'always';
    if (HERE.has(name) || HERE_FORMS.test(name)) found = 'here';
  }
  return found;
}

/**
 * A name without what file systems pass over: case, dots and blanks at its end, signs of no width, and forms of the same
 * letters.
 */
function plainName(part: string): string {
  return part
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replace(/[. ]+$/, '');
}

/** Folders of the system, whose files run later whatever their names. */
const SYSTEM =
  /^(?:\/(?:etc|usr|bin|sbin|lib\w*|boot|dev|proc|sys|run|opt|system|library|applications|private\/etc|private\/var\/(?:db|root)|var\/(?:spool|lib|run|cron)|nix|snap)|[a-z]:\/(?:windows|program files.*|programdata))(?:\/|$)/;
/** Folders that hold everything of somebody: the whole disk, all homes, one home. */
const ROOTS =
  /^(?:\/|[a-z]:\/?|\/\/[^/]*(?:\/[^/]*)?|\/(?:home|users|root|mnt|media|volumes|var|tmp|srv|private|private\/var|private\/tmp|var\/tmp)|\/(?:home|users|mnt|media|volumes)\/[^/]*|(?:\/mnt\/[a-z]|[a-z]:)\/(?:users|documents and settings)(?:\/[^/]*)?)$/;

/**
 * Why a rule that accepts changes below a folder cannot be made, in words for the person; null when it can. `home` is the
 * person's own folder, where that is known.
 */
export function folderProblem(folder: string, home: string | null = null): string | null {
  const given = slashed(folder);
  if (!/^(?:\/|[a-z]:\/)/.test(`${given}/`) || given.split('/').includes('..'))
    return 'A rule needs the whole path of a folder.';
  if (ROOTS.test(given))
    return 'This folder holds everything: a rule for files must say a folder of one project.';
  if (home !== null && `${slashed(home)}/`.startsWith(`${given}/`))
    return 'This is your home folder, or above it: a rule for files must say a folder of one project.';
  if (SYSTEM.test(given)) return 'This folder belongs to the system: what lies in it runs later.';
  if (runsLater(folder) === 'always')
    return 'What lies in this folder runs later, or lets somebody in: its changes are always for a person.';
  return null;
}

function slashed(path: string): string {
  const plain = path
    .replaceAll('\\', '/')
    .replace(/^\/\/\?\//, '')
    .toLowerCase();
  const short =
    (plain.startsWith('//') ? '/' : '') + plain.replaceAll(/\/{2,}/g, '/').replaceAll(/\/\.(?=\/|$)/g, '');
  return short.length > 1 ? short.replace(/\/+$/, '') || '/' : short;
}
