import { FILES, only, shows } from './lines.ts';

export const cut = only(['cut'], {
  options: [
    shows('-s --only-delimited'),
    shows('-d --delimiter', 'text'),
    shows('-f -c -b --fields', /^[\d,-]+$/),
  ],
  operands: FILES,
});
