import { firstLine, oneLine } from '../../thread/describe.ts';
import { fields, json, orNull, text, type Kind } from './kind.ts';

/** What an MCP server wants of the person: a form, or a page to open. */
export interface ElicitationBody {
  readonly kind: 'elicitation';
  readonly server: string;
  readonly mode: string;
  readonly message: string;
  readonly url: string | null;
  /** The form's JSON schema as it came; null when nothing is to be filled in. */
  readonly schema: unknown;
}

export const elicitation: Kind<ElicitationBody> = {
  kind: 'elicitation',
  question: true,
  fits: fields({ server: text, mode: text, message: text, url: orNull(text) }),
  title: (body) =>
    body === undefined
      ? 'Fill in a form'
      : body.url === null
        ? `Fill in for ${body.server}`
        : `Open a page for ${body.server}`,
  verb: null,
  wants: ({ server, message }) => ({ words: `${server} asks: ${oneLine(message, 100)}`, code: '' }),
  ask: ({ message }) => ({ words: firstLine(message), code: '' }),
  parts: ({ server, message, url, schema }) => [
    ['Server', server],
    ['Message', message],
    ['Address', url ?? ''],
    ['Form', json(schema)],
  ],
};
