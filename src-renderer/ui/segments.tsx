import type { ReactNode } from 'react';

export interface Segment {
  readonly id: string;
  readonly label: ReactNode;
  /** Where it leads, as the fragment of an address. */
  readonly href: string;
  readonly title?: string | undefined;
  readonly keys?: string | undefined;
}

/** A few views of the same thing side by side, one of which is shown. Each is a place with an address. */
export function Segments(props: { label: string; current: string; segments: readonly Segment[] }) {
  const { label, current, segments } = props;
  return (
    <nav className="segments" aria-label={label}>
      {segments.map(({ id, label: words, href, title, keys }) => (
        <a
          key={id}
          href={href}
          aria-current={id === current ? 'page' : undefined}
          aria-keyshortcuts={keys}
          title={title}
          draggable={false}
        >
          {words}
        </a>
      ))}
    </nav>
  );
}
