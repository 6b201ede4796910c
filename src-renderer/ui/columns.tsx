import { useEffect, useRef, type ReactNode } from 'react';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import './columns.css';

/** Widths of a list beside what is open, px. */
const USUAL = 480;
const LEAST = 320;
const MOST = 640;
/** The least width of each pane beside others, px. */
const PANE = 400;

/**
 * A list, and what is open in it, with a line between them that can be dragged or moved by arrow keys. `width` is the
 * list's, px; `onWidth` hears what the person made it.
 */
export function Columns(props: {
  list: ReactNode;
  width: number | null;
  /** What is beside it needs the room: it is as narrow as it can be. */
  narrow?: boolean;
  onWidth(width: number): void;
  children: ReactNode;
}) {
  const { list, width, narrow = false, onWidth, children } = props;
  const panel = useRef<HTMLDivElement>(null);
  const handle = usePanelRef();
  const usual = narrow ? LEAST : (width ?? USUAL);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) handle.current?.resize(usual);
    first.current = false;
    // Only a change of the kind of place resizes it: what the person drags is theirs.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [narrow]);
  return (
    <Group
      className="columns-group"
      onLayoutChanged={(_layout, { isUserInteraction }) => {
        if (isUserInteraction && !narrow && panel.current !== null)
          onWidth(Math.round(panel.current.offsetWidth));
      }}
    >
      <Panel
        id="list"
        className="column-panel"
        elementRef={panel}
        panelRef={handle}
        defaultSize={usual}
        minSize={LEAST}
        maxSize={MOST}
        groupResizeBehavior="preserve-pixel-size"
      >
        {list}
      </Panel>
      <Separator className="column-line" aria-label="Width of the list" />
      <Panel id="detail" className="column-panel" minSize={PANE}>
        {children}
      </Panel>
    </Group>
  );
}

/** Several panes of equal right side by side; a double press on the line between two halves them. */
export function Panes({ panes }: { panes: readonly { readonly id: string; readonly pane: ReactNode }[] }) {
  return (
    <Group className="columns-group" key={panes.length}>
      {panes.flatMap(({ id, pane }, index) => [
        ...(index === 0
          ? []
          : [<Separator key={`line ${id}`} className="column-line" aria-label="Width of the panes" />]),
        <Panel key={id} id={`pane ${index}`} className="column-panel" minSize={Math.min(PANE, 280)}>
          {pane}
        </Panel>,
      ])}
    </Group>
  );
}
