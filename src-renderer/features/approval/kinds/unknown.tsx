import type { BodyOf } from '#shared/model/approval/approval.ts';
import { Code, Raw } from '../code.tsx';
import type { DrawnKind } from './kind.ts';

export const unknown: DrawnKind<BodyOf<'unknown'>> = {
  touches: () => 'can be declined',
  pills: () => [],
  Body: ({ body, approval }) => (
    <>
      <Code text={body.method} label="Method" />
      <Raw label="The request as it came" value={approval.raw} open />
    </>
  ),
  whole: true,
};
