import { describe, expect, it } from 'vitest';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { readSettings, type SettingValue } from '#shared/model/settings/settings.ts';
import type { RunningThread } from './glance.ts';
import { QuitFlow } from './quit-flow.ts';
import { questionOf, type QuitChoice, type QuitQuestion } from './quit-state.ts';

const threads = (n: number): RunningThread[] =>
  Array.from({ length: n }, (_, at) => ({
    id: asId<ThreadId>(`t${at}`),
    title: `Thread ${at}`,
    workspace: 'api',
    queued: 0,
  }));

/** A flow whose question is answered by the test, and whose host ends when the test says so. */
function flow(running: number, setting: SettingValue<'system.quit'> = 'ask') {
  const did: string[] = [];
  const questions: QuitQuestion[] = [];
  let answer: (value: { choice: QuitChoice; remember: boolean }) => void = () => {};
  let fail: (error: Error) => void = () => {};
  let hostEnded: () => void = () => {};
  const quit = new QuitFlow({
    glance: () => ({
      running: threads(running),
      waiting: [],
      settings: { ...readSettings(new Map()), 'system.quit': setting },
    }),
    ask: (question) => {
      questions.push(question);
      return new Promise((resolve, reject) => {
        answer = resolve;
        fail = reject;
      });
    },
    hide: () => did.push('hide'),
    endHost: () => {
      did.push('end host');
      return new Promise((resolve) => (hostEnded = resolve));
    },
    remember: (value) => did.push(`remember ${value}`),
    leave: (reason) => did.push(`leave ${reason}`),
    onFault: (error) => did.push(`fault ${(error as Error).message}`),
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    quit,
    did,
    questions,
    answer: async (choice: QuitChoice, remember = false) => {
      answer({ choice, remember });
      await settled();
    },
    fail: async () => {
      fail(new Error('no window'));
      await settled();
    },
    hostEnded: async () => {
      hostEnded();
      await settled();
    },
  };
}

describe('quitting', () => {
  it('ends at once where nothing runs', async () => {
    const { quit, did, questions, hostEnded } = flow(0);
    expect(quit.wanted('person')).toBe(false);
    await hostEnded();
    expect(quit.wanted('person')).toBe(true);
    expect(did).toEqual(['end host', 'leave person']);
    expect(questions).toEqual([]);
  });

  it('asks once, however often it is told to quit, and names what runs', async () => {
    const { quit, did, questions, answer, hostEnded } = flow(2);
    quit.wanted('person');
    quit.wanted('person');
    expect(questions).toHaveLength(1);
    expect(questions[0]?.message).toBe('Quit while 2 threads work?');
    expect(questions[0]?.detail).toContain('• Thread 1 (api)');
    expect(questions[0]?.choices.map(({ choice }) => choice)).toEqual(['keep', 'interrupt', 'cancel']);
    await answer('interrupt');
    quit.wanted('person');
    await hostEnded();
    expect(did).toEqual(['end host', 'leave person']);
  });

  it('goes on after “cancel”, and can be asked again', async () => {
    const { quit, did, questions, answer } = flow(1);
    quit.wanted('person');
    await answer('cancel', true);
    expect(did).toEqual([]);
    quit.wanted('person');
    expect(questions).toHaveLength(2);
  });

  it('keeps agents running in the tray, and remembers that when told to', async () => {
    const { quit, did, answer } = flow(1);
    quit.wanted('person');
    await answer('keep', true);
    expect(did).toEqual(['remember keep', 'hide']);
  });

  it.each([
    ['keep', ['hide']],
    ['interrupt', ['end host']],
  ] as const)('does what the setting “%s” says without a question', (setting, expected) => {
    const { quit, did, questions } = flow(3, setting);
    quit.wanted('person');
    expect(did).toEqual(expected);
    expect(questions).toEqual([]);
  });

  it('asks before an update, whatever the setting: it cannot keep anything running', async () => {
    const { quit, did, questions, answer, hostEnded } = flow(1, 'keep');
    quit.wanted('update');
    expect(questions[0]?.choices.map(({ label }) => label)).toEqual(['Interrupt and update', 'Later']);
    expect(questions[0]?.canRemember).toBe(false);
    await answer('interrupt', true);
    await hostEnded();
    expect(did).toEqual(['end host', 'leave update']);
  });

  it('asks nothing back when the system goes down, also in the middle of a question', async () => {
    const { quit, did, answer, hostEnded } = flow(2);
    quit.wanted('person');
    quit.wanted('system');
    await answer('cancel');
    await hostEnded();
    expect(did).toEqual(['end host', 'leave system']);
  });

  it('goes on when the question could not be asked', async () => {
    const { quit, did, fail, questions } = flow(1);
    quit.wanted('person');
    await fail();
    expect(did).toEqual(['fault no window']);
    quit.wanted('person');
    expect(questions).toHaveLength(2);
  });

  it('names a handful in its question and counts the rest', () => {
    expect(questionOf('person', threads(30)).detail).toContain('and 22 more');
  });
});
