import { FILES, joined, only, shows } from './lines.ts';

/** Not --to-file and --from-file, which name files without being looked at, nor -l (runs pr). */
export const diff = only(['diff'], {
  options: [
    shows('-u -r -q -w -i -b -B -N -a -y -s -c -p -t -E -Z --brief --unified --recursive --ignore-all-space'),
    shows(
      '--ignore-space-change --ignore-blank-lines --new-file --text --minimal --side-by-side --strip-trailing-cr',
    ),
    shows('-U -C', 'number'),
    joined('--color', /^(?:always|never|auto)$/),
    shows('-x --exclude', 'text'),
  ],
  operands: FILES,
});
