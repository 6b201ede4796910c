/** The scenarios against the real Codex: what each provokes, and that each comes to the end it promises. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codexConfigToml } from '../../src-main/host/inference/codex-config.ts';
import { startScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import type { ScriptedModel } from '../../src-main/host/inference/scripted-model.ts';
import { startScriptedCodex } from './scripted-codex.ts';
import type { Notification, Request, ScriptedCodex } from './scripted-codex.ts';
import { scriptedDynamicTools, scriptedMcpServers, scriptedScenarios } from './scripted-scenarios.ts';

type Answer = (request: Request) => unknown;
type Item = Extract<Notification, { method: 'item/completed' }>['params']['item'];

let root = '';
let cwd = '';
let model: ScriptedModel;
let codex: ScriptedCodex;
const answers = new Map<string, Answer>();

const accept: Answer = (request) => {
  switch (request.method) {
    case 'item/permissions/requestApproval':
      return { permissions: { network: { enabled: true } }, scope: 'turn' };
    case 'item/tool/requestUserInput':
      return { answers: { store: { answers: ['Memory'] } } };
    case 'mcpServer/elicitation/request':
      return { action: 'accept', content: { name: 'Juniper' }, _meta: null };
    case 'item/tool/call':
      return { contentItems: [{ type: 'inputText', text: 'a herd that gathers' }], success: true };
    default:
      return { decision: 'accept' };
  }
};

beforeAll(async () => {
  // A name that has to be escaped in the configuration.
  root = mkdtempSync(join(tmpdir(), 'muster scripted "é" '));
  cwd = join(root, 'workspace');
  await mkdir(cwd);
  await mkdir(join(root, 'home'));
  model = await startScriptedModel({ scenarios: scriptedScenarios });
  const config = codexConfigToml({
    modelUrl: model.url,
    trustedFolders: [cwd],
    mcpServers: scriptedMcpServers,
    features: { request_permissions_tool: true, exec_permission_approvals: true },
  });
  await writeFile(join(root, 'home', 'config.toml'), config);
  codex = await startScriptedCodex({
    codexHome: join(root, 'home'),
    onRequest: (request) =>
      (answers.get('threadId' in request.params ? request.params.threadId : '') ?? accept)(request),
  });
});

afterAll(async () => {
  await codex?.stop();
  await model?.close();
  rmSync(root, { recursive: true, force: true });
});

interface Played {
  readonly threadId: string;
  readonly status: string;
  readonly error: unknown;
  /** The last agent message. */
  readonly text: string;
  readonly items: readonly Item[];
  readonly requests: readonly Request[];
}

async function play(
  prompt: string,
  extra: { thread?: Record<string, unknown>; turn?: Record<string, unknown>; answer?: Answer } = {},
): Promise<Played> {
  const { thread } = await codex.request<{ thread: { id: string } }>('thread/start', {
    cwd,
    ...extra.thread,
  });
  const threadId = thread.id;
  if (extra.answer !== undefined) answers.set(threadId, extra.answer);
  return playIn(threadId, prompt, extra.turn);
}

async function playIn(threadId: string, prompt: string, turn?: Record<string, unknown>): Promise<Played> {
  const started = await codex.request<{ turn: { id: string } }>('turn/start', {
    threadId,
    input: [{ type: 'text', text: prompt, text_elements: [] }],
    ...turn,
  });
  return result(threadId, started.turn.id);
}

async function result(threadId: string, turnId: string): Promise<Played> {
  const end = await codex.until('turn/completed', (params) => params.turn.id === turnId);
  const items = codex.notifications.flatMap((n) =>
    n.method === 'item/completed' && n.params.turnId === turnId ? [n.params.item] : [],
  );
  const requests = codex.requests.filter((r) => 'turnId' in r.params && r.params.turnId === turnId);
  const said = items.filter((item) => item.type === 'agentMessage').at(-1);
  return {
    threadId,
    status: end.turn.status,
    error: end.turn.error,
    text: said?.type === 'agentMessage' ? said.text : '',
    items,
    requests,
  };
}

const methods = (played: Played): string[] => played.requests.map((request) => request.method);

describe('scenarios that need nobody', () => {
  it('stream text, reasoning and a plan', async () => {
    expect(await play('[script:say text="Good morning."]')).toMatchObject({ text: 'Good morning.' });
    const flood = await play('[script:flood deltas=500 chars=20]');
    expect(flood.text).toHaveLength(10_000);
    const deltas = codex.notifications.filter(
      (n) => n.method === 'item/agentMessage/delta' && n.params.threadId === flood.threadId,
    );
    expect(deltas).toHaveLength(500);
    const thought = await play('[script:think]');
    expect(thought.items.map((item) => item.type)).toEqual(['userMessage', 'reasoning', 'agentMessage']);
    const planned = await play('[script:plan]');
    const plans = codex.notifications.filter(
      (n) => n.method === 'turn/plan/updated' && n.params.threadId === planned.threadId,
    );
    expect(plans).toHaveLength(2);
  });

  it('run commands one by one, at once, and with a megabyte of output', async () => {
    expect(await play('[script:commands n=3]')).toMatchObject({ text: '3 done, 0 refused.' });
    const parallel = await play('[script:parallel n=4]');
    expect(parallel.items.filter((item) => item.type === 'commandExecution')).toHaveLength(4);
    const { items } = await play('[script:output bytes=1048576]');
    const command = items.find((item) => item.type === 'commandExecution');
    expect(command?.type === 'commandExecution' && command.aggregatedOutput?.length).toBe(1_048_576);
  });

  it('edit a file in the workspace without asking', async () => {
    const edited = await play('[script:patch path=inside.txt]');
    expect(edited.items.find((item) => item.type === 'fileChange')).toMatchObject({ status: 'completed' });
    expect(edited.requests).toHaveLength(0);
  });

  it('fail in three ways, and succeed when tried again', async () => {
    const failed = await play('[script:fail message="out of order"]');
    expect(failed).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(failed.error)).toContain('out of order');
    expect(await playIn(failed.threadId, 'Try again.')).toMatchObject({ text: 'It works now.' });
    expect(await play('[script:http status=503]')).toMatchObject({ status: 'failed' });
    expect(await play('[script:drop]')).toMatchObject({ status: 'failed' });
  });

  it('go on with a goal by themselves', async () => {
    const first = await play('[script:goal]');
    expect(first.text).toBe('The first half is done.');
    const second = await codex.until(
      'turn/completed',
      (params) =>
        params.threadId === first.threadId && params.turn.status === 'completed' && isSecond(params),
    );
    expect(await result(first.threadId, second.turn.id)).toMatchObject({ text: 'The second half is done.' });

    function isSecond(params: { turn: { id: string } }): boolean {
      const ends = codex.notifications.filter(
        (n) => n.method === 'turn/completed' && n.params.threadId === first.threadId,
      );
      return ends.length > 1 && ends.at(-1)?.params === params;
    }
  });

  it('leave a background terminal', async () => {
    const { threadId, text } = await play('[script:background cmd="sleep 60"]');
    expect(text).toBe('1 done, 0 refused.');
    const list = await codex.request<{ data: unknown[] }>('thread/backgroundTerminals/list', { threadId });
    expect(list.data).toHaveLength(1);
    await codex.request('thread/backgroundTerminals/clean', { threadId });
  });

  it('start a sub-agent that plays a script of its own', async () => {
    const parent = await play('[script:spawn prompt="(script:commands n=2)"]');
    const spawned = parent.items.find((item) => item.type === 'collabAgentToolCall');
    const child = spawned?.type === 'collabAgentToolCall' ? spawned.receiverThreadIds[0] : undefined;
    const end = await codex.until('turn/completed', (params) => params.threadId === child);
    expect(await result(child ?? '', end.turn.id)).toMatchObject({ text: '2 done, 0 refused.' });
  });
});

describe('approvals and questions', () => {
  it('of commands: several at once, one after the other, refused, with the prefix that the script names', async () => {
    const several = await play('[script:escalate n=3 cmd="echo same"]');
    expect(several.text).toBe('3 done, 0 refused.');
    expect(methods(several)).toEqual(Array(3).fill('item/commandExecution/requestApproval'));
    const refused = await play('[script:approvals n=2 cmd="git push origin %i" prefix="git push"]', {
      answer: () => ({ decision: 'decline' }),
    });
    expect(refused.text).toBe('0 done, 2 refused.');
    expect(refused.requests[0]?.params).toMatchObject({ proposedExecpolicyAmendment: ['git', 'push'] });
  });

  it('of commands: wider permissions, and input to a terminal outside the sandbox', async () => {
    const wider = await play('[script:extra-permissions]');
    expect(wider.requests[0]?.params).toMatchObject({
      additionalPermissions: { fileSystem: { write: ['/opt'] } },
    });
    const typed = await play('[script:stdin]');
    expect(typed.requests.map((r) => 'kind' in r.params && r.params.kind)).toEqual(['command', 'writeStdin']);
  });

  it('of file changes outside the workspace', async () => {
    const changed = await play('[script:outside]', { answer: () => ({ decision: 'decline' }) });
    expect(methods(changed)).toEqual(['item/fileChange/requestApproval']);
    expect(changed.text).toBe('0 done, 1 refused.');
  });

  it('of permissions', async () => {
    const granted = await play('[script:permissions]');
    expect(methods(granted)).toEqual(['item/permissions/requestApproval']);
    expect(granted.text).toContain('"enabled":true');
  });

  it('of a person, in plan mode', async () => {
    const settings = { model: 'gpt-5.5', reasoning_effort: null, developer_instructions: null };
    const asked = await play('[script:ask]', { turn: { collaborationMode: { mode: 'plan', settings } } });
    expect(methods(asked)).toEqual(['item/tool/requestUserInput']);
    expect(asked.text).toContain('Memory');
  });

  it('of an MCP server: a form, a page, a tool with side effects', async () => {
    const form = await play('[script:mcp tool=ask_person]');
    expect(form.text).toContain('Juniper');
    const page = await play('[script:mcp tool=open_page]');
    expect(page.requests[0]?.params).toMatchObject({ mode: 'url' });
    const touch = await play('[script:mcp tool=touch]');
    expect(touch.requests[0]?.params).toMatchObject({ _meta: { codex_approval_kind: 'mcp_tool_call' } });
    expect((await play('[script:mcp tool=peek]')).requests).toHaveLength(0);
  });

  it("of a tool of the client's", async () => {
    const called = await play('[script:dynamic]', { thread: { dynamicTools: scriptedDynamicTools } });
    expect(methods(called)).toEqual(['item/tool/call']);
    expect(called.text).toBe('a herd that gathers');
  });
});

describe('a script that is disturbed', () => {
  it('stops at an interruption and is not taken up by the next prompt', async () => {
    const { threadId, turnId } = await codex.startThread(cwd, '[script:hold name=interrupted]');
    await model.held('interrupted');
    await codex.request('turn/interrupt', { threadId, turnId });
    expect(await result(threadId, turnId)).toMatchObject({ status: 'interrupted' });
    expect((await playIn(threadId, 'Hello?')).text).toContain('scripted model');
  });

  it('takes a steering message up and goes on', async () => {
    const { threadId, turnId } = await codex.startThread(cwd, '[script:hold-command name=steered]');
    await model.held('steered');
    const { abandoned } = model.stats();
    await codex.request('turn/steer', {
      threadId,
      expectedTurnId: turnId,
      input: [{ type: 'text', text: 'Mind the tests.', text_elements: [] }],
    });
    // Steering ends the running reply, and Codex asks again with the message in the history.
    await expect.poll(() => model.stats().abandoned).toBeGreaterThan(abandoned);
    await model.held('steered');
    model.release('steered');
    const steered = await result(threadId, turnId);
    expect(steered.text).toBe('1 done, 0 refused.');
    expect(JSON.stringify(steered.items)).toContain('Noted: “Mind the tests.”');
  });

  it('survives the restart of the endpoint in the middle', async () => {
    const { port } = model;
    let restarted = false;
    const played = await play('[script:approvals n=2]', {
      answer: async () => {
        if (!restarted) {
          restarted = true;
          await model.close();
          model = await startScriptedModel({ scenarios: scriptedScenarios, port });
        }
        return { decision: 'accept' };
      },
    });
    expect(played).toMatchObject({ status: 'completed', text: '2 done, 0 refused.' });
  });
});
