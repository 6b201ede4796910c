import { only, shows } from './lines.ts';

export const pwd = only(['pwd'], { options: [shows('-P -L')] });
