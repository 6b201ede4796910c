import type { BodyOf } from '#shared/model/approval/approval.ts';
import { Raw } from '../code.tsx';
import { PermissionParts } from '../permission-parts.tsx';
import { partPills } from '../pill.ts';
import type { DrawnKind } from './kind.ts';

export const permissions: DrawnKind<BodyOf<'permissions'>> = {
  touches: () => 'permissions',
  pills: ({ body, home }) => partPills(body.parts, home),
  Body: ({ body }) =>
    body.parts.length === 0 ? (
      <Raw label="Permissions" value={body.permissions} open large />
    ) : (
      <PermissionParts parts={body.parts} />
    ),
  input: ({ parts }) => ({ parts }),
};
