import { useState, type ReactNode } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { errorWords } from '#shared/base/words.ts';
import { boundRaw } from '#shared/rpc/bounds.ts';
import { NO_CLIPBOARD, toClipboard } from './clipboard.ts';
import './boundary.css';

/** Characters of the raw content that are drawn in place of what could not be. */
const RAW_SHOWN = 20_000;

/**
 * A wall around a part of the page: what cannot be drawn inside is said and shown raw, and everything around goes on. It
 * is tried again when one of `on` changes, or when the person asks.
 */
export function Boundary(props: {
  /** What stands inside, as in "This item". */
  what: string;
  /** What it was to be drawn from. */
  raw?: (() => unknown) | undefined;
  on: readonly unknown[];
  /** What else can be done about it. */
  actions?: ReactNode;
  /** In place of all that: for a part that says enough by itself. */
  instead?: ReactNode;
  children: ReactNode;
}) {
  const { what, raw, on, actions, instead, children } = props;
  return (
    <ErrorBoundary
      resetKeys={[...on]}
      fallbackRender={(failed) =>
        instead === undefined ? (
          <Undrawn {...failed} what={what} raw={raw} actions={actions} />
        ) : (
          <>{instead}</>
        )
      }
    >
      {children}
    </ErrorBoundary>
  );
}

/** Built of the plainest parts: what failed may be any other. */
function Undrawn(
  props: FallbackProps & { what: string; raw: (() => unknown) | undefined; actions: ReactNode },
) {
  const { error, resetErrorBoundary, what, raw, actions } = props;
  const words = errorWords(error);
  const text = raw === undefined ? '' : rawText(raw);
  const [copied, setCopied] = useState('');
  const copy = (): void => {
    const whole = `${what} could not be drawn: ${words}\n${text}`;
    void toClipboard(whole).then((done) =>
      setCopied(done ? 'Copied' : `${NO_CLIPBOARD}: select the text instead`),
    );
  };
  return (
    <div className="undrawn" role="alert" data-testid="undrawn">
      <p>
        <b>{what} could not be drawn.</b> Everything else goes on.{' '}
        <span className="faint">{visible(words)}</span>
      </p>
      {text === '' ? null : <pre>{text}</pre>}
      <p className="undrawn-actions">
        <button type="button" className="btn" onClick={() => resetErrorBoundary()}>
          Try again
        </button>
        <button type="button" className="btn" onClick={copy}>
          Copy
        </button>
        {actions}
        <output>{copied}</output>
      </p>
    </div>
  );
}

function rawText(raw: () => unknown): string {
  try {
    const text = JSON.stringify(boundRaw(raw()), null, 2) ?? '';
    return visible(text.length > RAW_SHOWN ? `${text.slice(0, RAW_SHOWN)}\n…` : text);
  } catch (error) {
    return `Nor can its content be shown: ${visible(String(error))}`;
  }
}

/** Characters that cannot be seen, or change how others are read, as their codes. */
function visible(text: string): string {
  return text
    .slice(0, RAW_SHOWN + 2)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu, (character) =>
      character === '\n' ? character : `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
    );
}
