import { only } from './lines.ts';

export const echo = only(['echo'], {
  anything: 'it says what it is given; none of its options does anything else',
});
