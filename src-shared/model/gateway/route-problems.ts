/** What a gateway cannot be reached by: known to the page as it is typed, and to the host, which takes nobody's word. */

/** Both sides have it, though the language itself does not. */
declare const URL: new (text: string) => Parts;

interface Parts {
  readonly protocol: string;
  readonly hostname: string;
  readonly username: string;
  readonly password: string;
  readonly hash: string;
}

/**
 * Why a gateway cannot be at an address, in words; null when it can. It speaks TLS, or is on this machine: `localhost`,
 * 127.0.0.0/8 or ::1, by name or number, whatever else the name contains.
 */
export function urlProblem(text: string): string | null {
  let url: Parts;
  try {
    url = new URL(text);
  } catch {
    return 'This is not an address. It looks like https://approvals.example.com/muster.';
  }
  if (url.username !== '' || url.password !== '')
    return 'Leave name and password out of the address: it is shown to every client. Requests are signed with the shared secret.';
  if (url.hash !== '') return 'Leave out what follows the #: it would not be sent.';
  if (url.protocol === 'https:') return null;
  if (url.protocol !== 'http:') return 'A gateway is asked over https, or over http on this machine.';
  if (isLoopback(url.hostname)) return null;
  return 'Over http only this machine can be asked (localhost, 127.0.0.1, [::1]): everybody on the way could read and change it. Use https.';
}

/** `hostname` as `URL` gives it, which has written every form of a number in the one way. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** How a path begins that is one from everywhere, here or on Windows. */
const ABSOLUTE = /^([\\/]|[A-Za-z]:[\\/])/;

/**
 * Why a command cannot be a gateway, in words; null when it can. `isAbsolute` is of the machine that runs it; the page
 * does not know that machine, and leaves to it what only one system takes for a whole path.
 */
export function argvProblem(
  argv: readonly string[],
  isAbsolute: (path: string) => boolean = (path) => ABSOLUTE.test(path),
): string | null {
  const [program] = argv;
  if (program === undefined || program.trim() === '') return 'Name a program.';
  if (argv.some((word) => word.includes('\0'))) return 'A command cannot have the character NUL.';
  if (/[\\/]/.test(program) && !isAbsolute(program))
    return `Write the whole path of ${program}, or its name alone if it is on PATH: a gateway has no folder it would be found from.`;
  return null;
}
