/** Programs that run a script they are given, by their names without a version. */
const INTERPRETERS = new Set(
  (
    'sh bash zsh dash ash ksh mksh fish csh tcsh pwsh powershell python pypy node nodejs deno bun perl ruby jruby irb php ' +
    'lua luajit tclsh wish expect guile julia R Rscript osascript awk gawk mawk nawk java groovy scala elixir erl ghci ' +
    'runghc swift sqlite psql'
  ).split(' '),
);

/** Whether a program runs what it is given to read, also with a version in its name: `python3.11`, `node20`, `bash-5.2`. */
export function isInterpreter(name: string): boolean {
  return (
    INTERPRETERS.has(name) || INTERPRETERS.has(name.replace(/[-_]?\d[\d.]*(?:-dbg|-config|[a-z])?$/, ''))
  );
}

/** Programs that run, in one of their words or options, whatever they are given. */
const RUNNERS = new Set(
  (
    'cmd env xargs find fd parallel ssh sudo doas su pkexec chroot nsenter unshare setsid script screen tmux watch ' +
    'strace ltrace gdb npx bunx pnpx uvx pipx sed vi vim nvim ed ex emacs less more man busybox at batch crontab ' +
    'systemd-run eval exec source . command builtin nohup timeout nice ionice chrt taskset time stdbuf xvfb-run flock ' +
    'runuser sg setpriv prlimit entr caffeinate trap coproc docker podman kubectl'
  ).split(' '),
);

/** Whether a program runs what its words say: an interpreter, or one that runs another program. */
export function runsItsWords(name: string): boolean {
  return RUNNERS.has(name) || isInterpreter(name);
}
