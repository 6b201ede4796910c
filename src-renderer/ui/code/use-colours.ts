import { useEffect, useMemo, useRef, useState } from 'react';
// oxlint-disable-next-line import/default -- the build makes a constructor of it
import ColourWorkerOf from './colour-worker.ts?worker';
import { Colourer } from './colourer.ts';
import { coloursOf, type Coloured, type LineColours } from './colours.ts';
import type { Grammar } from './languages.ts';

const colourer = new Colourer(() => new ColourWorkerOf(), {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
});

/** Colours of the lines of a code, as far as they are known: plain until then. Follows a code that grows. */
export function useColours(text: string, grammar: Grammar | null): readonly LineColours[] {
  const known = useMemo(() => colourer.known(text, grammar), [text, grammar]);
  const [answered, setAnswered] = useState<Coloured | null>(null);
  // While a code is being coloured it may grow: the next is asked for when this one is answered.
  const asked = useRef<(() => void) | null>(null);
  useEffect(
    () => () => {
      asked.current?.();
      asked.current = null;
    },
    [],
  );
  useEffect(() => {
    if (known !== undefined || grammar === null || asked.current !== null) return;
    asked.current = colourer.colour(text, grammar, (coloured) => {
      asked.current = null;
      setAnswered(coloured ?? { text, lines: [] });
    });
  }, [text, grammar, known, answered]);
  return useMemo(() => coloursOf(text, known ?? answered), [text, known, answered]);
}
