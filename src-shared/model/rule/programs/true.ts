import { only } from './lines.ts';

export const yes = only(['true', 'false'], { anything: 'it looks at none of its words' });
