import { useEffect, useRef, useState } from 'react';
import { useCommand } from '../../platform/use-command.ts';
import { Empty, Loading } from '../../ui/kit.tsx';
import { loadDiff } from './load-diff.ts';
import type { DiffLook, DiffOwner, DiffPosition, TextSides } from './diff-owner.ts';
import { errorWords } from '#shared/base/words.ts';

/** A file beside the one that is shown, with its texts. */
export interface Neighbour {
  readonly path: string;
  readonly sides: TextSides;
}

/** Two texts and what differs between them, in Monaco. */
export function DiffText(props: {
  path: string | null;
  /** Null while there are none to show: the editor stays, out of sight. */
  sides: TextSides | null;
  look: DiffLook;
  /** Files that are likely to be looked at next. */
  neighbours: readonly Neighbour[];
  onMoved(position: DiffPosition): void;
  onLeave(): void;
}) {
  const { path, sides, look, neighbours, onMoved, onLeave } = props;
  const place = useRef<HTMLDivElement>(null);
  const [owner, setOwner] = useState<DiffOwner | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const { split, space } = look;

  useEffect(() => {
    let made: DiffOwner | null = null;
    let ended = false;
    loadDiff().then(
      ({ DiffOwner: Owner }) => {
        if (ended || place.current === null) return;
        made = new Owner(place.current, { split, space }, onMoved);
        setOwner(made);
      },
      (error: unknown) => setFailed(errorWords(error)),
    );
    return () => {
      ended = true;
      made?.dispose();
      setOwner(null);
    };
    // The owner takes new looks itself.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, []);

  useEffect(() => owner?.look({ split, space }), [owner, split, space]);
  useEffect(() => {
    if (owner === null || path === null || sides === null) return;
    void owner.show(path, sides).then(() => setShown(path));
  }, [owner, path, sides]);
  // Once a file is shown, what differs in its neighbours is found out.
  const ready = sides !== null && shown === path;
  useEffect(() => {
    if (ready) owner?.prepare(neighbours);
  }, [owner, ready, neighbours]);
  const able = sides === null ? null : owner;
  useCommand('changes.next', able === null ? null : () => able.go('next'));
  useCommand('changes.previous', able === null ? null : () => able.go('previous'));
  useCommand('changes.read', able === null ? null : () => able.read());
  useCommand('list.open', able === null ? null : () => able.focus());

  if (failed !== null && sides !== null)
    return <Empty title="The editor could not be loaded">{failed} Reload the page to try again.</Empty>;
  return (
    <div
      className="diff-place"
      data-testid="diff"
      data-shown={sides === null ? undefined : (shown ?? undefined)}
      data-away={sides === null || undefined}
      data-read-only-editor
      data-own-keys
      data-empty={sides?.before === '' ? 'before' : sides?.after === '' ? 'after' : undefined}
    >
      <div
        ref={place}
        role="presentation"
        className="diff-editor"
        onKeyDown={(event) => {
          // Monaco takes an Escape that closes something of its own.
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.preventDefault();
          onLeave();
        }}
      />
      {owner === null && sides !== null ? <Loading what="Loading the editor" /> : null}
    </div>
  );
}
