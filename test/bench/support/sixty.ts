/**
 * Sixty requests of eight kinds from twelve threads: agents that finish a release together. Commands come up to five at
 * once, patches one after another; what is asked later comes when what was asked before is answered.
 */
import { join } from 'node:path';
import type { CodexConfigOptions } from '../../../src-main/host/inference/codex-config.ts';
import { call, patch, reply, run, say } from '../../../src-main/host/inference/script.ts';
import type { Part, Scenario, Step } from '../../../src-main/host/inference/script.ts';
import { CHECKOUT } from './asking-fleet.ts';

export const REQUESTS = 60;
export const KINDS = 8;

/** What Codex needs to be told so that it asks in all of these ways. */
export const SIXTY_CONFIG: Partial<CodexConfigOptions> = {
  features: {
    request_permissions_tool: true,
    default_mode_request_user_input: true,
    exec_permission_approvals: true,
  },
  mcpServers: {
    scripted: {
      command: process.execPath,
      args: [join(CHECKOUT, 'test/support/scripted-mcp-server.mjs')],
    },
  },
};

const command = (cmd: string): Part => run(cmd, { escalate: 'It needs the network.' });
const commands = (...all: string[]): Step => reply(...all.map(command));

const fetchMore = (root: string): Part =>
  call('request_permissions', {
    reason: 'The packages have to be fetched.',
    permissions: { network: { enabled: true }, file_system: { write: [join(root, 'outside', 'cache')] } },
  });

const intoCache = (root: string): Part =>
  run('npm run cache', {
    more: {
      sandbox_permissions: 'with_additional_permissions',
      justification: 'It writes to the cache that all checkouts share.',
      additional_permissions: { file_system: { write: [join(root, 'outside')] } },
    },
  });

const note = (root: string, name: string): Part =>
  patch(
    `*** Begin Patch\n*** Add File: ${join(root, 'outside', name)}\n+# ${name}\n+Refunds are rounded once.\n*** End Patch\n`,
  );

const question = call('request_user_input', {
  questions: [
    {
      id: 'store',
      header: 'Storage',
      question: 'Where should the sessions be kept?',
      options: [
        { label: 'Database (Recommended)', description: 'Survives a restart.' },
        { label: 'Memory', description: 'Fast, and gone after a restart.' },
      ],
    },
  ],
});
const mcp = (tool: string): Part => call(tool, {}, 'mcp__scripted');

/** Types into the terminal that the step before has started. */
const typeIntoTerminal: Step = ({ results }) => {
  const session = /session ID (\d+)/.exec(results.at(-1)?.output ?? '')?.[1];
  if (session === undefined) return reply(say('There is no terminal.'));
  return reply(call('write_stdin', { session_id: Number(session), chars: 'release\n\u0004' }));
};
const terminal = reply(
  run('cat', { escalate: 'It asks for the name of the release.', tty: true, yieldMs: 250 }),
);

/** What everybody wants at the end of a task. */
const FINISH = ['git commit -qam release', 'git fetch origin', 'npm install', 'git push origin HEAD'];

/** The twelve agents, each with what it does step by step. */
function agents(root: string): Step[][] {
  const finish = (own: string): Step => commands(...FINISH, own);
  return [
    [finish('npm run build'), reply(intoCache(root)), commands('npm publish')],
    [finish('npm run build'), reply(intoCache(root)), commands('npm publish')],
    [finish('npm run build'), reply(intoCache(root))],
    [finish('npm run docs'), reply(mcp('ask_person'))],
    [finish('npm run docs'), reply(mcp('open_page'))],
    [finish('make deploy-preview')],
    [finish('make deploy-preview'), reply(fetchMore(root))],
    ['CHANGES.md', 'UPGRADE.md', 'KNOWN.md'].map((name) => reply(note(root, name))),
    ['refunds.md', 'rounding.md', 'taxes.md'].map((name) => reply(note(root, name))),
    [reply(fetchMore(root)), commands('git fetch origin', 'npm install', 'npm run build')],
    [terminal, typeIntoTerminal, reply(fetchMore(root))],
    [commands('git commit -qam release', 'git fetch origin', 'git push origin HEAD'), reply(question)],
  ];
}

const TITLES = [
  'Release the payments package',
  'Release the search package',
  'Release the web package',
  'Publish the documentation',
  'Publish the reference',
  'Show a preview of the shop',
  'Show a preview of the back office',
  'Write the notes of the release',
  'Write down how refunds are rounded',
  'Update the lock files',
  'Sign the release',
  'Keep sessions over a restart',
];

/** Prompts of the twelve threads, in the order of their scenarios. */
export const SIXTY_PROMPTS: readonly string[] = TITLES;

/** `root` holds a folder `outside` that no sandbox may write to. */
export function sixtyScenarios(root: string): Scenario[] {
  return agents(root).map((steps, at) => ({
    name: `agent-${at}`,
    prompt: TITLES[at] ?? '',
    script: () => [...steps, reply(say('Done.'))],
  }));
}
