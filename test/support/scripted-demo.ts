/** The demo's host in its smallest form: one bare Codex per workspace, no pool, no storage. */
import type { DemoEvent, DemoHost } from '../../src-main/host/demo/demo-director.ts';
import { startScriptedCodex } from './scripted-codex.ts';
import type { Notification, Request, ScriptedCodex } from './scripted-codex.ts';

export interface BareDemoHost extends DemoHost {
  stop(): Promise<void>;
  /** The last agent message of each thread, by the thread's title. */
  lastMessages(): ReadonlyMap<string, string>;
  /** Every failed file change and its thread's title. */
  failedChanges(): readonly string[];
  /** Tries the thread again that has this title. */
  send(title: string, text: string): Promise<void>;
}

/** Makes the host; `override` may answer in place of whoever decides. */
export function bareDemoHost(override?: (request: Request) => 'accept' | 'decline'): BareDemoHost {
  const codexes = new Map<string, Promise<ScriptedCodex>>();
  const listeners = new Set<(event: DemoEvent) => void>();
  const waiting = new Map<string, (decision: string) => void>();
  const titles = new Map<string, string>();
  const owners = new Map<string, ScriptedCodex>();
  const messages = new Map<string, string>();
  const failed: string[] = [];
  let version = '';
  const tell = (event: DemoEvent): void => listeners.forEach((listener) => listener(event));

  function onNotification(notification: Notification): void {
    if (notification.method === 'item/completed') {
      const { item, threadId } = notification.params;
      if (item.type === 'agentMessage') messages.set(threadId, item.text);
      if (item.type === 'commandExecution' && item.status !== 'declined') {
        tell({ type: 'commandRan', threadId, exitCode: item.exitCode ?? null });
      }
      if (item.type !== 'fileChange') return;
      if (item.status === 'completed') {
        tell({ type: 'filesChanged', threadId, paths: item.changes.map((change) => change.path) });
      } else if (item.status === 'failed') failed.push(threadId);
    } else if (notification.method === 'turn/completed') {
      const { turn, threadId } = notification.params;
      if (turn.status === 'inProgress') return;
      const error = turn.error?.message;
      tell({ type: 'turnEnded', threadId, status: turn.status, ...(error === undefined ? {} : { error }) });
    }
  }

  function onRequest(workspace: string, request: Request): Promise<unknown> | undefined {
    const kinds: Partial<Record<Request['method'], string>> = {
      'item/commandExecution/requestApproval': 'command',
      'item/fileChange/requestApproval': 'fileChange',
    };
    const kind = kinds[request.method];
    if (kind === undefined || !('itemId' in request.params)) return undefined;
    const approvalId = `${workspace} ${String(request.id)}`;
    const command = 'command' in request.params ? request.params.command : undefined;
    if (override !== undefined) {
      return Promise.resolve({ decision: override(request) });
    }
    const answer = new Promise<string>((resolve) => waiting.set(approvalId, resolve));
    tell({
      type: 'approval',
      threadId: request.params.threadId,
      approvalId,
      kind,
      ...(typeof command === 'string' ? { command } : {}),
    });
    return answer.then((decision) => ({ decision }));
  }

  return {
    addWorkspace: async (path, codexHome) => {
      const codex = startScriptedCodex({
        codexHome,
        onNotification,
        onRequest: (request) => onRequest(path, request),
      });
      codexes.set(path, codex);
      version = (await codex).userAgent;
      return path;
    },
    startThread: async ({ workspaceId, prompt, title }) => {
      const codex = await codexes.get(workspaceId);
      if (codex === undefined) throw new Error(`no workspace ${workspaceId}`);
      const { threadId } = await codex.startThread(workspaceId, prompt);
      titles.set(threadId, title);
      owners.set(threadId, codex);
      return threadId;
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    decide: (approvalId, decision) => {
      waiting.get(approvalId)?.(decision);
      return Promise.resolve();
    },
    codexVersion: () => version,
    lastMessages: () => new Map([...messages].map(([id, text]) => [titles.get(id) ?? id, text])),
    failedChanges: () => failed.map((id) => titles.get(id) ?? id),
    send: async (title, text) => {
      const [threadId] = [...titles].find(([, other]) => other === title) ?? [''];
      const codex = owners.get(threadId);
      const begun = await codex?.request<{ turn: { id: string } }>('turn/start', {
        threadId,
        input: [{ type: 'text', text, text_elements: [] }],
      });
      await codex?.until('turn/completed', (params) => params.turn.id === begun?.turn.id);
    },
    stop: async () => {
      await Promise.all([...codexes.values()].map(async (codex) => (await codex).stop()));
    },
  };
}
