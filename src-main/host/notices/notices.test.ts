import { describe, expect, it } from 'vitest';
import type { Change } from '#shared/model/collection.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';
import { Notices } from './notices.ts';

function make() {
  const shown = new Map<string, Notice>();
  const notices = new Notices(
    (changes: readonly Change[]) => {
      for (const change of changes) {
        if (change.type === 'put') shown.set(change.key, change.value as Notice);
        else if (change.type === 'cut') shown.delete(change.key);
      }
    },
    { on: () => ({ dispose: () => {} }) },
    () => 1,
  );
  return { notices, shown: () => [...shown.values()] };
}

const thread = (id: string): ThreadId => asId<ThreadId>(id);

describe('notices', () => {
  it('are said once, and go with the last of their causes', () => {
    const { notices, shown } = make();
    notices.say('warning', 'a', 'b', null, { cause: ['one', 'mcp x'], threadId: thread('t') });
    notices.say('warning', 'a', 'b', null, { cause: ['two', 'mcp x'], threadId: thread('u') });
    notices.say('warning', 'other', '', null, { cause: ['one'] });
    expect(shown().map(({ title }) => title)).toEqual(['a', 'other']);
    expect(shown()[0]?.threadIds).toEqual(['t', 'u']);
    notices.over('one');
    expect(shown()).toMatchObject([{ title: 'a', threadIds: ['u'] }]);
    notices.over('two', 'mcp y');
    expect(shown()).toHaveLength(1);
    notices.over('two', 'mcp x');
    expect(shown()).toEqual([]);
  });

  it('that were dismissed come back only when their cause went and came again', () => {
    const { notices, shown } = make();
    const say = () => notices.say('warning', 'a', 'b', null, { cause: ['one'] });
    say();
    notices.dismiss(shown()[0]?.id ?? '');
    say();
    expect(shown()).toEqual([]);
    notices.over('one');
    say();
    expect(shown()).toHaveLength(1);
  });

  it('without a cause stay until they are dismissed or taken back, and are said anew then', () => {
    const { notices, shown } = make();
    const takeBack = notices.say('error', 'a', 'b');
    notices.over('anything');
    expect(shown()).toHaveLength(1);
    notices.dismiss(shown()[0]?.id ?? '');
    const again = notices.say('error', 'a', 'b');
    expect(shown()).toHaveLength(1);
    takeBack();
    expect(shown()).toHaveLength(1);
    again();
    expect(shown()).toEqual([]);
  });

  it('are bounded, shown or dismissed', () => {
    const { notices, shown } = make();
    for (let n = 0; n < 1000; n += 1) notices.say('info', `${n}`, '', null, { cause: [`c${n}`] });
    expect(shown()).toHaveLength(30);
    for (let n = 0; n < 1000; n += 1) {
      notices.say('info', `again ${n}`, '', null, { cause: [`c${n}`] });
      notices.dismiss(shown().at(-1)?.id ?? '');
    }
    expect(shown().length).toBeLessThanOrEqual(30);
  });
});
