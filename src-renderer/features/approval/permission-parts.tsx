import type { PermissionPart } from '#shared/model/approval/approval.ts';
import { Keys, VisibleText } from '../../ui/kit.tsx';

const ACCESS: Readonly<Record<PermissionPart['access'], string>> = {
  network: 'Reach the network',
  write: 'Write',
  read: 'Read',
};

/** The permissions that are asked for, one by one; with `onToggle` each can be left out. */
export function PermissionParts(props: {
  parts: readonly PermissionPart[];
  /** Ids of what is granted; undefined shows them as they were asked for. */
  granted?: ReadonlySet<string>;
  onToggle?(id: string): void;
  disabled?: boolean;
  /** The keys that tick them, in their order. */
  keys?: readonly string[];
}) {
  const { parts, granted, onToggle, disabled = false, keys = [] } = props;
  const words = ({ access, what }: PermissionPart) => (
    <span className="permission">
      {ACCESS[access]}{' '}
      {what === '' ? null : (
        <code>
          <VisibleText text={what} />
        </code>
      )}
    </span>
  );
  if (granted === undefined || onToggle === undefined) {
    return (
      <ul className="ap-code permissions" aria-label="Permissions">
        {parts.map((part) => (
          <li key={part.id}>{words(part)}</li>
        ))}
      </ul>
    );
  }
  return (
    <fieldset className="ap-code permissions" disabled={disabled}>
      <legend className="visually-hidden">Permissions to grant</legend>
      {parts.map((part, at) => (
        <label key={part.id}>
          <input type="checkbox" checked={granted.has(part.id)} onChange={() => onToggle(part.id)} />
          {words(part)}
          {keys[at] === undefined ? null : <Keys keys={keys[at]} />}
        </label>
      ))}
    </fieldset>
  );
}
