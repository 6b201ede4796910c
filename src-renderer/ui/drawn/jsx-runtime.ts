/**
 * What the page's JSX is compiled to (`jsxImportSource` in src-renderer/tsconfig.json). It is React's own, and looks at
 * each text on its way into an element: titles, names and words come from agents, repositories and people, and are drawn
 * in a hundred places. None of them can hide anything or turn what stands beside it, and no place can forget to ask.
 */
import type { ElementType, Key, ReactElement, ReactNode } from 'react';
import { Fragment, jsx as reactJsx, jsxs as reactJsxs } from 'react/jsx-runtime';
import { UNSEEN } from '#shared/base/unseen.ts';
import { markedWords, proseSegments } from '../visible-text.ts';
import { drawSegments, TURNS } from './marked.ts';

export { Fragment };
export type { JSX } from 'react/jsx-runtime';

/** Elements in which only text can stand. */
const TEXT_ONLY = new Set(['option', 'title', 'textarea', 'style', 'script', 'desc']);
/** Attributes that are shown or read out. */
const READ_OUT = ['aria-label', 'aria-description', 'aria-valuetext'];
const SHOWN = [...READ_OUT, 'title', 'alt', 'placeholder', 'label'];

type Props = Readonly<Record<string, unknown>>;

/** React's `jsx`, with texts made safe to look at. */
export function jsx(type: ElementType, props: unknown, key?: Key): ReactElement {
  return reactJsx(type, drawn(type, props as Props), key);
}

/** React's `jsxs`, with texts made safe to look at. */
export function jsxs(type: ElementType, props: unknown, key?: Key): ReactElement {
  return reactJsxs(type, drawn(type, props as Props), key);
}

function drawn(type: ElementType, props: Props): Props {
  let changed: Record<string, unknown> | undefined;
  // Components of packages hand these on to elements that they make without this file.
  for (const name of typeof type === 'string' ? SHOWN : READ_OUT) {
    const value = props[name];
    if (typeof value === 'string' && UNSEEN.test(value)) {
      changed ??= { ...props };
      changed[name] = markedWords(value);
    }
  }
  // Other props are the component's own matter until it draws an element.
  if (typeof type !== 'string' && type !== Fragment) return changed ?? props;
  const { children } = props;
  const safe = typeof type === 'string' && TEXT_ONLY.has(type) ? words(children) : marked(children);
  if (safe !== children) {
    changed ??= { ...props };
    changed['children'] = safe;
  }
  return changed ?? props;
}

function words(children: unknown): unknown {
  if (typeof children === 'string') return markedWords(children);
  return Array.isArray(children) && children.some((child) => typeof child === 'string' && UNSEEN.test(child))
    ? children.map(words)
    : children;
}

function marked(children: unknown): unknown {
  if (typeof children === 'string') return needsMarks(children) ? markedText(children) : children;
  if (!Array.isArray(children) || !children.some(needsMarks)) return children;
  return children.map((child: unknown, index) =>
    typeof child === 'string' && needsMarks(child)
      ? reactJsx(Fragment, { children: markedText(child) }, `text ${String(index)}`)
      : marked(child),
  );
}

function needsMarks(child: unknown): boolean {
  if (typeof child === 'string') return UNSEEN.test(child) || TURNS.test(child);
  return Array.isArray(child) && child.some(needsMarks);
}

function markedText(text: string): ReactNode {
  return drawSegments(proseSegments(text), 'phrase');
}
