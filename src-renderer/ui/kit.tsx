import { forwardRef, type ButtonHTMLAttributes, type ReactNode } from 'react';
import { keyLabels } from './key-label.ts';
import type { Tone } from './state-words.ts';
import { drawSegments } from './drawn/marked.ts';
import { visibleSegments } from './visible-text.ts';

/** The state's colour and shape. The word must stand beside it; `label` gives one where it does not. */
export function Mark({ tone, label }: { tone: Tone; label?: string }) {
  return label === undefined ? (
    <i className="mark" data-tone={tone} aria-hidden="true" />
  ) : (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn, not loaded
    <i className="mark" data-tone={tone} role="img" aria-label={label} title={label} />
  );
}

/** A key as it is written on keyboards, `Mod` by platform. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="kbds" aria-hidden="true">
      {keyLabels(keys).map((label, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the same key may come twice
        <kbd className="kbd" key={`${label}${index}`}>
          {label}
        </kbd>
      ))}
    </span>
  );
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'main' | 'quiet' | 'danger' | undefined;
  readonly size?: 'small' | undefined;
  readonly keys?: string | undefined;
  readonly busy?: boolean | undefined;
  /** An icon alone; `aria-label` is then required. */
  readonly icon?: boolean | undefined;
}

/** A button. While `busy` it keeps the focus but does nothing. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { look = 'plain', size, keys, busy = false, icon = false, children, onClick, title, ...rest },
  ref,
) {
  const label = rest['aria-label'];
  return (
    <button
      type="button"
      ref={ref}
      className={icon ? 'btn icon-btn' : 'btn'}
      data-look={look}
      data-size={size}
      aria-disabled={busy || undefined}
      aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
      title={title ?? (icon ? label : undefined)}
      onClick={busy ? undefined : onClick}
      {...rest}
    >
      {busy ? <span className="spin" aria-hidden="true" /> : null}
      {children}
      {keys === undefined ? null : <Keys keys={keys} />}
    </button>
  );
});

function ariaKeys(keys: string): string {
  return keys.replaceAll('Mod', 'Control');
}

/** A message in place: what happened and what to do. */
export function Note(props: {
  tone?: Tone | undefined;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Read out at once, or when there is a pause; not at all without it. */
  urgency?: 'alert' | 'status' | undefined;
}) {
  const { tone = 'rest', title, children, actions, urgency } = props;
  return (
    <div className="note" data-tone={tone} role={urgency}>
      <Mark tone={tone} />
      <div className="grow">
        <div>{title}</div>
        {children}
      </div>
      {actions}
    </div>
  );
}

/** A place with nothing to show: says so, and what to do. */
export function Empty({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children === undefined ? null : <p>{children}</p>}
      {actions === undefined ? null : <div className="acts">{actions}</div>}
    </div>
  );
}

/** Something is on its way. Shown only where waiting is real. */
export function Loading({ what }: { what: string }) {
  return (
    <output className="empty">
      <span className="spin" aria-hidden="true" />
      <p>{what}</p>
    </output>
  );
}

/**
 * Text a person decides about or copies: every character that cannot be seen is replaced by a visible mark, every one
 * that looks like another is marked. Other texts are looked at where they are drawn (see `drawn/jsx-runtime.ts`).
 */
export function VisibleText({ text }: { text: string }) {
  return drawSegments(visibleSegments(text), 'word');
}

/** Past this many words a text is shown without keeping each of them whole: the browser lays out every one. */
const MOST_WORDS = 2000;

/**
 * A command or other code that wraps: at spaces where it can, inside a word only where that does not fit on a line.
 * A browser alone would break at every hyphen, which tears options apart.
 */
export function WrappedCode({ text }: { text: string }) {
  const parts = text.split(/([ \t\n]+)/);
  if (parts.length > MOST_WORDS) return <VisibleText text={text} />;
  return parts.map((part, index) =>
    index % 2 === 1 || !part.includes('-') ? (
      // oxlint-disable-next-line react/no-array-index-key -- words have no other identity
      <VisibleText key={index} text={part} />
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- words have no other identity
      <span key={index} className="whole-word">
        <VisibleText text={part} />
      </span>
    ),
  );
}

/** Lines added and removed; nothing when there are none. */
export function PlusMinus({ added, removed }: { added: number; removed: number }) {
  if (added === 0 && removed === 0) return null;
  return (
    <span className="num" aria-label={`${added} lines added, ${removed} removed`}>
      <span className="add">+{added}</span> <span className="del">−{removed}</span>
    </span>
  );
}
