import { fields, json, listOf, text, type Kind } from './kind.ts';
import { isPermissionPart, type PermissionPart } from './permission-part.ts';

export interface PermissionsBody {
  readonly kind: 'permissions';
  readonly cwd: string;
  /** As they came. */
  readonly permissions: unknown;
  /** What of them can be granted one by one; none when that is not known. */
  readonly parts: readonly PermissionPart[];
}

export const permissions: Kind<PermissionsBody> = {
  kind: 'permissions',
  question: false,
  fits: fields({ cwd: text, parts: listOf(isPermissionPart) }),
  title: () => 'Grant permissions',
  verb: null,
  wants: () => ({ words: 'wants more permissions', code: '' }),
  ask: () => ({ words: 'Grant more permissions', code: '' }),
  parts: (body) => [['Permissions', json(body.permissions)]],
};
