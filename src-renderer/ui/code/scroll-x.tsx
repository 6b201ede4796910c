import { useEffect, useRef, type ReactNode } from 'react';

/**
 * What is wider than its place scrolls, and fades at its end while there is more: nobody takes a line that is cut for a
 * whole one.
 */
export function ScrollX(props: { label: string; className: string; children: ReactNode }) {
  const { label, className, children } = props;
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = (): void => {
      element.dataset['more'] = String(element.scrollWidth - element.scrollLeft - element.clientWidth > 1);
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by keys
    <section ref={frame} className={`scroll-x ${className}`} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
