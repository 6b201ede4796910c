import { createElement, type ReactNode } from 'react';
import type { Segment } from '../visible-text.ts';

const RIGHT_TO_LEFT =
  '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}';
/** Whether anything in a text is written from right to left. */
export const TURNS = new RegExp(`[${RIGHT_TO_LEFT}]`, 'u');
/** What is written so, with the spaces and signs inside of it: one thing, to be read by itself. */
const PHRASE = new RegExp(`([${RIGHT_TO_LEFT}](?:[^\\n\\p{L}]*[${RIGHT_TO_LEFT}])*)`, 'gu');
/** The same word by word: arguments stay in the order in which a program gets them. */
const WORD = new RegExp(`([${RIGHT_TO_LEFT}]+)`, 'gu');

/** Draws segments: marks as such, and what is written from right to left isolated, so that it turns nothing else. */
export function drawSegments(segments: readonly Segment[], by: 'word' | 'phrase'): ReactNode[] {
  return segments.flatMap((segment, index) => {
    switch (segment.type) {
      case 'plain':
        return isolated(segment.text, by, index);
      case 'mark':
        return createElement('span', { className: 'unseen', key: index, title: segment.name }, segment.label);
      case 'lookalike':
        return createElement(
          'span',
          { className: 'lookalike', key: index, title: segment.name },
          segment.text,
        );
    }
  });
}

function isolated(text: string, by: 'word' | 'phrase', key: number): ReactNode | ReactNode[] {
  if (!TURNS.test(text)) return text;
  return text
    .split(by === 'word' ? WORD : PHRASE)
    .map((part, index) =>
      index % 2 === 0 ? part : createElement('bdi', { key: `${String(key)}/${String(index)}` }, part),
    );
}
