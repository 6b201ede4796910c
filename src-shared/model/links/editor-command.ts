/** Words of a command; a quoted one may hold spaces. */
const WORD = /"([^"]*)"|'([^']*)'|(\S+)/g;

/**
 * The program and the arguments that open a file, from a template such as `code -g {file}:{line}`. The template is cut
 * into words before the file's name is filled in, so that no name becomes two arguments; a template without `{file}`
 * gets it at its end. Null for one without a program. `line` is from 1.
 */
export function editorCommand(
  template: string,
  file: string,
  line: number | null,
): { readonly program: string; readonly args: readonly string[] } | null {
  const words = [...template.matchAll(WORD)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
  const [program = '', ...rest] = words;
  if (program === '' || program.includes('{file}')) return null;
  const args = rest.some((word) => word.includes('{file}')) ? rest : [...rest, '{file}'];
  const values: Readonly<Record<string, string>> = { '{file}': file, '{line}': String(line ?? 1) };
  return {
    program,
    args: args.map((word) => word.replaceAll(/\{(?:file|line)\}/g, (name) => values[name] ?? name)),
  };
}
