import { afterEach, describe, expect, it } from 'vitest';
import { PACES } from './pace.ts';
import { drop, fail, flood, hold, httpError, pause, reply, run, say, think } from './script.ts';
import type { Scenario, Step } from './script.ts';
import { startScriptedModel } from './scripted-model.ts';
import type { ScriptedModel, ScriptedModelOptions } from './scripted-model.ts';

const scenario = (name: string, ...steps: Step[]): Scenario => ({ name, script: () => steps });
const opened: ScriptedModel[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((model) => model.close()));
});

async function start(scenarios: readonly Scenario[], more: Partial<ScriptedModelOptions> = {}) {
  const model = await startScriptedModel({ scenarios, ...more });
  opened.push(model);
  return model;
}

const body = (prompt: string) =>
  JSON.stringify({
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] }],
  });

const post = (model: ScriptedModel, prompt: string, signal?: AbortSignal) =>
  fetch(`${model.url}/responses`, { method: 'POST', body: body(prompt), ...(signal ? { signal } : {}) });

interface Event {
  readonly type: string;
  readonly delta?: string;
  readonly item?: { readonly type: string; readonly content?: { text: string }[]; readonly phase?: string };
  readonly response?: { readonly error?: unknown; readonly usage?: { total_tokens: number } };
}

async function events(response: Response): Promise<Event[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)) as Event);
}

const deltas = (list: Event[], type: string): string[] =>
  list.filter((event) => event.type === type).map((event) => event.delta ?? '');

describe('a stream', () => {
  it('opens, carries the text in deltas that add up to it, closes the item and counts tokens', async () => {
    const text = 'Grüße 👩‍🚀 – a message that is cut into pieces of three characters each 🎉🎉🎉';
    const model = await start([scenario('s', reply(think('Why?'), say(text)))], {
      pace: { ...PACES.instant, deltaChars: 3 },
    });
    const list = await events(await post(model, '[script:s]'));
    expect(list[0]?.type).toBe('response.created');
    const pieces = deltas(list, 'response.output_text.delta');
    expect(pieces.join('')).toBe(text);
    expect(pieces.length).toBeGreaterThan(20);
    for (const piece of pieces) expect(() => encodeURIComponent(piece)).not.toThrow();
    expect(deltas(list, 'response.reasoning_summary_text.delta').join('')).toBe('Why?');
    const done = list.filter((event) => event.type === 'response.output_item.done');
    expect(done.map((event) => event.item?.type)).toEqual(['reasoning', 'message']);
    expect(done[1]?.item).toMatchObject({ phase: 'final_answer', content: [{ text }] });
    expect(list.at(-1)?.type).toBe('response.completed');
    expect(list.at(-1)?.response?.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('sends exactly the deltas of a flood', async () => {
    const model = await start([scenario('s', reply(flood(1000, 7)))]);
    const pieces = deltas(await events(await post(model, '[script:s]')), 'response.output_text.delta');
    expect(pieces).toHaveLength(1000);
    expect(new Set(pieces.map((piece) => piece.length))).toEqual(new Set([7]));
    expect(model.stats()).toMatchObject({ deltas: 1000, completed: 1, openStreams: 0 });
  });

  it('marks text before a tool call as commentary', async () => {
    const model = await start([scenario('s', reply(say('Looking.'), run('ls')))]);
    const list = await events(await post(model, '[script:s]'));
    const items = list.filter((event) => event.type === 'response.output_item.done').map((e) => e.item);
    expect(items).toMatchObject([
      { type: 'message', phase: 'commentary' },
      { type: 'function_call', name: 'exec_command' },
    ]);
  });

  it('fails as the script says', async () => {
    const model = await start([
      scenario('failed', reply(fail('server_error', 'no'))),
      scenario('status', reply(httpError(429, 'slow down'))),
      scenario('drop', reply(say('half'), drop())),
    ]);
    const failed = await events(await post(model, '[script:failed]'));
    expect(failed.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { error: { code: 'server_error', message: 'no' } },
    });
    expect((await post(model, '[script:status]')).status).toBe(429);
    await expect(post(model, '[script:drop]').then((response) => response.text())).rejects.toThrow();
    expect(model.stats()).toMatchObject({ failed: 3, openStreams: 0, errors: 0 });
  });

  it('keeps its pace, and a new pace reaches it while it runs', async () => {
    const model = await start([scenario('s', reply(flood(50, 5)))], {
      pace: { deltaChars: 5, deltaMs: 4, replyMs: 0, pauseScale: 0 },
    });
    const begin = performance.now();
    await (await post(model, '[script:s]')).text();
    expect(performance.now() - begin).toBeGreaterThan(150);
    model.setPace({ ...PACES.live, replyMs: 0, deltaMs: 60_000 });
    const response = await post(model, '[script:s]');
    const reader = response.body?.getReader();
    await reader?.read();
    // Nothing more comes for a minute, unless the stream ends with the model.
    await model.close();
    await expect(Promise.all([reader?.read(), reader?.read()])).rejects.toThrow();
  });

  it('scales its pauses', async () => {
    const model = await start([scenario('s', reply(pause(3_600_000), say('later')))]);
    expect((await events(await post(model, '[script:s]'))).at(-1)?.type).toBe('response.completed');
  });
});

describe('a hold', () => {
  it('ends when it is released, by its own name only', async () => {
    const model = await start([scenario('s', reply(hold('a'), say('on'))), scenario('t', reply(hold('b')))]);
    const first = post(model, '[script:s]').then(events);
    const second = post(model, '[script:t]').then(events);
    await Promise.all([model.held('a'), model.held('b')]);
    expect(model.release('a')).toBe(1);
    expect((await first).at(-1)?.type).toBe('response.completed');
    expect(model.stats().openStreams).toBe(1);
    expect(model.release()).toBe(1);
    await second;
    expect(model.release()).toBe(0);
  });

  it('ends when the reader goes away', async () => {
    const model = await start([scenario('s', reply(say('x'), hold('a')))]);
    const abort = new AbortController();
    await post(model, '[script:s]', abort.signal);
    await model.held('a');
    abort.abort();
    await expect.poll(() => model.stats()).toMatchObject({ openStreams: 0, abandoned: 1, errors: 0 });
    expect(model.release('a')).toBe(0);
  });
});

describe('the endpoint', () => {
  it('plays 200 streams at once and loses nothing', async () => {
    const model = await start([scenario('s', reply(flood(200, 20)))]);
    const lists = await Promise.all(
      Array.from({ length: 200 }, () => post(model, '[script:s]').then(events)),
    );
    for (const list of lists) expect(deltas(list, 'response.output_text.delta')).toHaveLength(200);
    expect(model.stats()).toMatchObject({ completed: 200, deltas: 40_000, openStreams: 0 });
  });

  it('stops feeding a reader that does not read, and forgets it when it leaves', async () => {
    const model = await start([scenario('s', reply(flood(200_000, 100)))]);
    const abort = new AbortController();
    await post(model, '[script:s]', abort.signal);
    let before = -1;
    await expect
      .poll(
        () => {
          const now = model.stats().deltas;
          const still = now === before;
          before = now;
          return still;
        },
        { interval: 100, timeout: 60_000 },
      )
      .toBe(true);
    expect(before).toBeLessThan(200_000);
    abort.abort();
    await expect.poll(() => model.stats().openStreams).toBe(0);
  });

  it('answers an unknown prompt, another path, a model list and a body that is none', async () => {
    const model = await start([]);
    const list = await events(await post(model, 'What is new?'));
    expect(deltas(list, 'response.output_text.delta').join('')).toContain('scripted model');
    expect(model.stats().unknownPrompts).toBe(1);
    expect((await fetch(`${model.url}/models`)).status).toBe(200);
    expect((await fetch(`${model.url}/other`)).status).toBe(404);
    expect((await fetch(`${model.url}/responses`, { method: 'POST', body: '{' })).status).toBe(400);
    expect(model.stats().errors).toBe(1);
  });

  it('answers with the reason when a script throws', async () => {
    const broken: Step = () => {
      throw new Error('a bug in the script');
    };
    const model = await start([scenario('s', broken)]);
    const response = await post(model, '[script:s]');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('a bug in the script');
  });

  it('closes at once, twice without harm, and gives its port back', async () => {
    const model = await start([scenario('s', reply(say('x'), hold('a')))]);
    const response = await post(model, '[script:s]');
    await model.held('a');
    const waiting = model.held('never');
    const rejected = expect(waiting).rejects.toThrow('closed');
    await Promise.all([model.close(), model.close()]);
    await rejected;
    await expect(response.text()).rejects.toThrow();
    await expect(model.held('a')).rejects.toThrow('closed');
    const again = await start([], { port: model.port });
    expect(again.port).toBe(model.port);
  });
});
