import { colourCode } from './colour-code.ts';
import type { ColourAnswer, ColourRequest } from './colourer.ts';

addEventListener('message', ({ data }: MessageEvent<ColourRequest>) => {
  const { id, text, grammar } = data;
  const answer = (lines: ColourAnswer['lines']): void => postMessage({ id, lines } satisfies ColourAnswer);
  // Code whose grammar fails stays plain.
  colourCode(text, grammar).then(answer, () => answer(null));
});
