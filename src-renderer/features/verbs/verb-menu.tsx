import { ContextMenu } from '@base-ui/react/context-menu';
import { Menu } from '@base-ui/react/menu';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { commandOf } from '#shared/model/commands/commands.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { useVerbs } from './use-verbs.ts';
import { verbsFor } from './verbs.ts';

/** The verbs of some threads as items of a menu. */
export function VerbItems({ rows }: { rows: readonly FleetRow[] }) {
  const run = useVerbs();
  return verbsFor(rows).map(({ id, label, apart }) => (
    <Fragment key={id}>
      {apart === true ? <Menu.Separator className="menu-line" /> : null}
      <Menu.Item onClick={() => run(id, rows)}>
        <span />
        <span className="grow">{label?.(rows) ?? commandOf(id).title}</span>
        <KeyOf id={id} />
      </Menu.Item>
    </Fragment>
  ));
}

/** A row that has the verbs of its thread under the right button. `rows` is asked for when the menu opens. */
export function VerbContextMenu({
  children,
  items,
}: {
  children: ReactElement<Record<string, unknown>>;
  items: () => ReactNode;
}) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger render={children} />
      <ContextMenu.Portal>
        <ContextMenu.Positioner style={{ zIndex: 20 }}>
          <ContextMenu.Popup className="floating menu">
            <Opened items={items} />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

/** What a menu holds, made when it is opened: a list of thousands of rows makes none of them before. */
function Opened({ items }: { items: () => ReactNode }) {
  return items();
}
