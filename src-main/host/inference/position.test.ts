import { describe, expect, it } from 'vitest';
import { callId, locate, parseModelRequest, workingDirectory } from './position.ts';

const user = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const assistant = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const called = (step: number, index = 0, name = 'exec_command') => ({
  type: 'function_call',
  name,
  call_id: callId(step, index, 'x'),
});
const answered = (step: number, index = 0, output = 'ok') => ({
  type: 'function_call_output',
  call_id: callId(step, index, 'x'),
  output,
});
const context = user('<environment_context>\n  <cwd>/repo</cwd>\n</environment_context>');
const choose = (prompt: string) => (prompt.startsWith('play') ? prompt : undefined);

describe('locate', () => {
  it('starts the script that the last choosing prompt names, ignoring what Codex writes itself', () => {
    expect(locate([context, user('play one'), assistant('done'), context, user('play two')], choose)).toEqual(
      {
        chosen: 'play two',
        step: 0,
        results: [],
        followUps: 0,
        steer: undefined,
      },
    );
  });

  it('goes on with the step after the last one that was answered, however many calls each made', () => {
    const history = [
      user('play'),
      assistant('on it'),
      called(0, 0),
      called(0, 1),
      answered(0, 1, 'b'),
      answered(0, 0, 'a'),
      called(1, 0, 'apply_patch'),
      { type: 'custom_tool_call_output', call_id: callId(1, 0, 'x'), output: 'patch rejected by user' },
    ];
    const at = locate(history, choose);
    expect(at).toMatchObject({ chosen: 'play', step: 2 });
    expect(at.chosen && at.results.map((r) => [r.step, r.index, r.tool, r.refused])).toEqual([
      [0, 1, 'exec_command', false],
      [0, 0, 'exec_command', false],
      [1, 0, 'apply_patch', true],
    ]);
  });

  it('does not take the calls of an earlier script for its own', () => {
    const history = [user('play one'), called(0), answered(0), assistant('done'), user('play two')];
    expect(locate(history, choose)).toMatchObject({ chosen: 'play two', step: 0 });
  });

  it('hands a steering message to the next reply only, and stays where it is', () => {
    const history = [user('play'), called(0), answered(0), user('and be quick')];
    expect(locate(history, choose)).toMatchObject({ step: 1, steer: 'and be quick', followUps: 1 });
    const later = [...history, assistant('noted'), called(1), answered(1)];
    expect(locate(later, choose)).toMatchObject({ step: 2, steer: undefined, followUps: 1 });
  });

  it('leaves a prompt alone that comes after the end or after an interruption', () => {
    const aborted = user('<turn_aborted>\nThe user interrupted.\n</turn_aborted>');
    for (const history of [
      [user('play'), called(0), answered(0), assistant('finished'), user('hello')],
      [user('play'), called(0), answered(0, 0, 'aborted by user after 1.2s'), aborted, user('hello')],
      [user('hello')],
    ]) {
      expect(locate(history, choose)).toEqual({ chosen: undefined, prompt: 'hello' });
    }
  });

  it('counts a retry after a failure, which leaves nothing in the history', () => {
    expect(locate([user('play'), user('try again')], choose)).toMatchObject({ step: 0, followUps: 1 });
  });

  it('plays the step after the last reply when a turn starts by itself', () => {
    const history = [user('play'), called(0), answered(0), assistant('half done')];
    expect(locate(history, choose)).toMatchObject({ step: 2 });
  });

  it('reads the task of a sub-agent, and not the reports that come back', () => {
    const message = (kind: string, payload: string) => ({
      type: 'agent_message',
      content: [
        { type: 'input_text', text: `Message Type: ${kind}\nPayload:\n` },
        { type: 'encrypted_content', encrypted_content: payload },
      ],
    });
    const chooses = (text: string) => (text.includes('play') ? 'script' : undefined);
    expect(locate([message('NEW_TASK', 'play')], chooses)).toMatchObject({ chosen: 'script', step: 0 });
    expect(locate([user('play'), message('FINAL_ANSWER', 'done')], chooses)).toMatchObject({ followUps: 0 });
  });
});

describe('parseModelRequest', () => {
  it('tells an ordinary turn from other requests', () => {
    const metadata = JSON.stringify({ request_kind: 'compaction' });
    const body = { input: [], client_metadata: { thread_id: 't', 'x-codex-turn-metadata': metadata } };
    expect(parseModelRequest(JSON.stringify(body))).toEqual({
      input: [],
      kind: 'compaction',
      threadId: 't',
      judged: null,
    });
    expect(parseModelRequest('{"input":[]}')).toMatchObject({ kind: 'turn' });
  });

  it('refuses what is no model request', () => {
    for (const body of ['[]', '{}', '{"input":"x"}', 'null']) {
      expect(() => parseModelRequest(body)).toThrow(TypeError);
    }
    expect(() => parseModelRequest('{')).toThrow(SyntaxError);
  });
});

it('finds the newest working directory', () => {
  expect(workingDirectory([context])).toBe('/repo');
  expect(workingDirectory([user('hello')])).toBe('');
});
