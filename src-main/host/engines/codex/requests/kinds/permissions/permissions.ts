import type { Decision, Shown } from '../../../../requests.ts';
import { grantedOf, partWords, permissionParts } from './permission-parts.ts';
import { DECLINE, forSession, once, placeOf, requireText, type ParamsOf } from '../../shown.ts';

/** More permissions for the agent, each of which can be granted or not. */
export function permissions(params: ParamsOf<'item/permissions/requestApproval'>): Shown {
  const parts = permissionParts(params.permissions);
  const chosen = ({ id, granted }: Decision): ReadonlySet<string> | null => {
    if (id !== 'accept' && id !== 'acceptForSession') return null;
    return new Set(granted ?? parts.map((part) => part.id));
  };
  return {
    ...placeOf(params),
    body: { kind: 'permissions', cwd: requireText(params.cwd), permissions: params.permissions, parts },
    decisions: [
      { ...once('Grants what is ticked for the rest of this turn; the rest is refused.'), label: 'Grant' },
      forSession(
        'Grants what is ticked to this thread until its app-server ends; the rest is refused.',
        'Grant for this session',
      ),
      { ...DECLINE, reach: 'Grants none of them; the agent goes on without.' },
    ],
    problem: (decision) => {
      const ids = chosen(decision);
      if (ids === null || decision.granted === undefined) return null;
      if (ids.size === 0) return 'Nothing was chosen to be granted: choose something, or decline.';
      return [...ids].every((id) => parts.some((part) => part.id === id))
        ? null
        : 'What was chosen is not what the agent asked for.';
    },
    note: (decision) => {
      const ids = chosen(decision);
      if (ids === null) return null;
      const words = (list: typeof parts): string => list.map(partWords).join(', ');
      const refused = parts.filter(({ id }) => !ids.has(id));
      const granted = `granted ${words(parts.filter(({ id }) => ids.has(id)))}`;
      return refused.length === 0 ? granted : `${granted}; refused ${words(refused)}`;
    },
    answer: (decision) => {
      const ids = chosen(decision);
      return {
        result: {
          permissions: ids === null ? {} : grantedOf(params.permissions, ids),
          scope: decision.id === 'acceptForSession' ? 'session' : 'turn',
        },
      };
    },
  };
}
