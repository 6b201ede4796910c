import type { ReactNode } from 'react';
import { VisibleText } from './kit.tsx';
import { besideLink, outsideLink } from './outside-link.ts';

/**
 * A link of an agent or a server out of the page, with the place it leads to beside its words; plain text for anything
 * that may not leave the page. `words`: what its children read as.
 */
export function OutsideAnchor(props: { href: string | undefined; words: string; children: ReactNode }) {
  const { href, words, children } = props;
  const link = outsideLink(href);
  if (link === null) return <span title={href}>{children}</span>;
  const beside = besideLink(link, words);
  return (
    <a href={link.address} target="_blank" rel="noopener noreferrer" title={link.address}>
      <span className="link-words">{children}</span>
      {beside.type === 'nothing' ? null : (
        <small className="link-place" data-elsewhere={beside.type === 'elsewhere' || undefined}>
          {' ('}
          {beside.type === 'elsewhere' ? 'leads to ' : ''}
          <VisibleText text={beside.place} />
          {link.namedSomebody ? ', a name before it was taken out' : ''}
          {')'}
        </small>
      )}
    </a>
  );
}
