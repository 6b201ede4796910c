import { foundParts } from '#shared/model/journal/search-words.ts';
import { VisibleText } from '../../ui/kit.tsx';

/** A text with the words of a search marked in it. */
export function FoundText({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return <VisibleText text={text} />;
  return foundParts(text, words).map((part, index) =>
    part.found ? (
      // oxlint-disable-next-line react/no-array-index-key -- parts have no other identity
      <mark key={index}>
        <VisibleText text={part.text} />
      </mark>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- parts have no other identity
      <VisibleText key={index} text={part.text} />
    ),
  );
}
