import { only } from './lines.ts';

/** New folders and empty files can be made inside the folder by any sandboxed command as well. */
export const mkdir = only(['mkdir'], {
  options: [{ names: '-p -v --parents --verbose', why: 'makes the folders above as well, and says so' }],
  operands: { others: 'new', why: 'folders inside this folder, none that runs later' },
});
