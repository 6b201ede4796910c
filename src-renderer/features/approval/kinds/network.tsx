import type { BodyOf } from '#shared/model/approval/approval.ts';
import { VisibleText } from '../../../ui/kit.tsx';
import { Code } from '../code.tsx';
import { folderPills, riskPills, textPills } from '../pill.ts';
import type { DrawnKind } from './kind.ts';

export const network: DrawnKind<BodyOf<'network'>> = {
  touches: (body) => body.protocol,
  pills: ({ body, approval, home }) => [
    ...textPills(body.host),
    { text: 'network', tone: 'needs' },
    { text: body.protocol, tone: undefined },
    ...riskPills(approval.reading).filter(({ text }) => text !== 'network'),
    ...folderPills(body.cwd, home),
  ],
  Body: ({ body }) => (
    <>
      <Code text={body.host} label="Host" />
      {body.command === null ? null : (
        <div className="ap-for">
          <span className="faint">for</span>{' '}
          <code>
            <VisibleText text={body.command} />
          </code>
        </div>
      )}
    </>
  ),
  cwd: (body) => body.cwd,
  content: (body) => [body.host, body.protocol, body.command],
  ruled: true,
  said: ['network'],
};
