/** The same while developing, with what React says of mistakes. */
import { Fragment } from 'react/jsx-runtime';
import { jsx, jsxs } from './jsx-runtime.ts';
import type { ElementType, Key, ReactElement } from 'react';

export { Fragment };

/** React's `jsxDEV`, by way of the page's own `jsx`. */
export function jsxDEV(type: ElementType, props: unknown, key?: Key, isStatic = false): ReactElement {
  return isStatic ? jsxs(type, props, key) : jsx(type, props, key);
}
