import { fields, json, text, type Kind } from './kind.ts';

/** A request that this version does not know, or that is not of its method's shape. */
export interface UnknownBody {
  readonly kind: 'unknown';
  readonly method: string;
}

export const unknown: Kind<UnknownBody> = {
  kind: 'unknown',
  question: false,
  fits: fields({ method: text }),
  title: () => 'A request Muster does not know',
  verb: null,
  wants: ({ method }) => ({ words: 'asks something Muster does not know', code: method }),
  ask: ({ method }) => ({ words: 'Unknown request', code: method }),
  parts: ({ method }, raw) => [
    ['Method', method],
    ['The request as it came', json(raw)],
  ],
};
