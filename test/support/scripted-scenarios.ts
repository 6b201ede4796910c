/**
 * Scenarios for tests, benchmarks and fault rounds, chosen by a tag in the prompt, for example
 * `[script:flood deltas=1000 chars=20]` or `[script:escalate n=3 cmd="git push"]`. See each for its arguments.
 *
 * Which server requests the real Codex 0.169.0 can be made to send, all of them seen:
 *
 * | server request                         | scenario           | needs                                                        |
 * | -------------------------------------- | ------------------ | ------------------------------------------------------------ |
 * | commandExecution/requestApproval       | escalate           | nothing                                                      |
 * |   … with `additionalPermissions`       | extra-permissions  | feature `exec_permission_approvals`                          |
 * |   … of kind `writeStdin`               | stdin              | nothing: input to a terminal that was started escalated      |
 * |   … with `networkApprovalContext`     | commands           | `[experimental_network]` in requirements.toml (managed-codex.ts); with `features.network_proxy` alone a host is refused unasked |
 * |   … of kind `humanCommand`             | commands           | a `prompt-user` rule in requirements.toml, and the capability `requiredHumanApproval`; without that it is refused unasked |
 * | fileChange/requestApproval             | outside            | a path that is not writable in the sandbox (`writableTmp` off)|
 * | permissions/requestApproval            | permissions        | feature `request_permissions_tool`                           |
 * | tool/requestUserInput, blocking        | ask                | `turn/start` with collaboration mode `plan`                  |
 * |   … not blocking                       | ask                | feature `default_mode_request_user_input`                    |
 * | mcpServer/elicitation/request, form    | mcp tool=ask_person| the MCP server `scripted` (scripted-mcp-server.mjs)          |
 * |   … url                                | mcp tool=open_page | the same                                                     |
 * |   … `codex_approval_kind: mcp_tool_call`| mcp tool=touch    | the same                                                     |
 * | item/tool/call                         | dynamic            | `thread/start` with `dynamicTools` that has `lookup`         |
 * | currentTime/read                       | any                | `[features.current_time_reminder] enabled = true, clock_source = "external"` |
 *
 * Not seen: `chatgptAuthTokens/refresh`, `attestation/generate`, and the two legacy requests.
 *
 * An approved patch still runs in the sandbox, with the file's folder added: that folder has to exist.
 * A sandboxed command with `tty` fails while `CODEX_HOME` lies in a temporary folder (Codex makes no helper
 * links there); on plain pipes it runs.
 * A steering message ends the model's running reply at once, and Codex asks again with it in the history.
 * A refused command comes back to the model as `rejected by user`, a refused patch as `patch rejected by user`.
 * Sub-agents: `spawn` works without a flag (a deferred tool that needs no search first); with the feature
 * `multi_agent_v2` use `v=2`, which yields `subAgentActivity` items instead of `collabAgentToolCall`.
 */
import {
  call,
  drop,
  fail,
  flood,
  hold,
  httpError,
  patch,
  plan,
  reply,
  run,
  say,
  think,
} from '../../src-main/host/inference/script.ts';
import type {
  Part,
  Reply,
  Scenario,
  Script,
  ScriptArgs,
  StepContext,
} from '../../src-main/host/inference/script.ts';

/** For `codexConfigToml`: the server that the scenario `mcp` calls. */
export const scriptedMcpServers = {
  scripted: {
    command: process.execPath,
    args: [`${import.meta.dirname}/scripted-mcp-server.mjs`],
  },
};

/** For `thread/start`: the tool that the scenario `dynamic` calls. */
export const scriptedDynamicTools = [
  {
    type: 'function',
    name: 'lookup',
    description: 'Looks a word up.',
    inputSchema: { type: 'object', properties: { word: { type: 'string' } } },
  },
];

const times = (n: number, make: (i: number) => Part): Part[] => Array.from({ length: n }, (_, i) => make(i));

const PARAGRAPH =
  'The rounding happens twice: once when the refund is split over its lines, and again when the lines are summed. ' +
  'Each step is right by itself; together they lose a cent on every third order. I will carry the remainder along ' +
  'instead, and keep a test for the three amounts that the report names.\n\n';

/** A long turn of `items` items in all: messages, reasoning, a command per step, one of which prints `bytes` bytes. */
function history(items: number, bytes: number): Script {
  const steps = Math.max(1, Math.round(items / 50));
  const commands = Array.from({ length: steps }, (_, i) =>
    run(i === 0 ? lines(bytes) : `echo step ${i}; ls -la`),
  );
  // The prompt and the last message are items too.
  const texts = Math.max(0, items - steps - 2);
  return [
    ...commands.map((command, i) => {
      const count = Math.floor(((i + 1) * texts) / steps) - Math.floor((i * texts) / steps);
      return reply(
        ...times(count, (at) => (at % 3 === 2 ? think : say)(`**${i}.${at}** ${PARAGRAPH}`)),
        command,
      );
    }),
    tally,
  ];
}

/** A command that prints so many bytes. */
const lines = (bytes: number): string =>
  `yes 'a line of output, 32 bytes long' 2>/dev/null | head -c ${bytes}`;

/** Says how many calls went through and how many were refused, so that a test can read it in the last message. */
function tally(context: StepContext): Reply {
  const refused = context.results.filter((result) => result.refused).length;
  return reply(say(`${context.results.length - refused} done, ${refused} refused.`));
}

/** Ends the turn with what the last call came back with. */
function echo(context: StepContext): Reply {
  return reply(say(context.results.at(-1)?.output ?? 'no result'));
}

function escalated(args: ScriptArgs, i: number): Part {
  const cmd = args.text('cmd', `echo outside ${i}`).replaceAll('%i', String(i));
  const prefix = args.text('prefix', '');
  return run(cmd, {
    escalate: args.text('why', 'May this run outside the sandbox?'),
    ...(prefix === '' ? {} : { prefixRule: prefix.split(' ') }),
  });
}

const addFile = (path: string, text: string): Part =>
  patch(`*** Begin Patch\n*** Add File: ${path}\n+${text}\n*** End Patch\n`);

export const scriptedScenarios: readonly Scenario[] = [
  // `text`: one agent message.
  { name: 'say', script: (a) => [reply(say(a.text('text', 'Hello.')))] },
  // `deltas` deltas of `chars` characters.
  { name: 'flood', script: (a) => [reply(flood(a.number('deltas', 100), a.number('chars', 20)))] },
  // One reasoning item with the summary `text`.
  {
    name: 'think',
    script: (a) => [reply(think(a.text('text', '**Weighing it**\n\nLooking.')), say('Thought.'))],
  },
  // A plan of two steps, updated twice.
  {
    name: 'plan',
    script: () => [
      reply(
        plan([
          { step: 'Look', status: 'in_progress' },
          { step: 'Change', status: 'pending' },
        ]),
      ),
      reply(
        plan([
          { step: 'Look', status: 'completed' },
          { step: 'Change', status: 'completed' },
        ]),
      ),
      reply(say('Planned.')),
    ],
  },
  // `n` sandboxed commands `cmd` (`%i` is the number), one after the other; `deltas` of text between them.
  {
    name: 'commands',
    script: (a) => [
      ...Array.from({ length: a.number('n', 1) }, (_, i) => {
        const command = run(a.text('cmd', 'echo line %i').replaceAll('%i', String(i)));
        const deltas = a.number('deltas', 0);
        return deltas > 0 ? reply(flood(deltas, 20), command) : reply(command);
      }),
      tally,
    ],
  },
  // `n` sandboxed commands at once.
  {
    name: 'parallel',
    script: (a) => [
      reply(
        ...times(a.number('n', 3), (i) => run(a.text('cmd', 'echo line %i').replaceAll('%i', String(i)))),
      ),
      tally,
    ],
  },
  // A command that prints `bytes` bytes.
  {
    name: 'output',
    script: (a) => [reply(run(lines(a.number('bytes', 1024 * 1024)))), tally],
  },
  // A turn of `items` items: messages, reasoning, a command in every 50, the first of which prints `bytes` bytes.
  { name: 'history', script: (a) => history(a.number('items', 200), a.number('bytes', 1024)) },
  // A command that goes on in the background after the turn: a background terminal.
  {
    name: 'background',
    script: (a) => [reply(run(a.text('cmd', 'sleep 600'), { yieldMs: 250 })), tally],
  },
  // `n` escalated commands at once, each with an approval; `cmd`, `why`, `prefix` (words of a prefix rule).
  {
    name: 'escalate',
    script: (a) => [reply(...times(a.number('n', 1), (i) => escalated(a, i))), tally],
  },
  // The same, one after the other.
  {
    name: 'approvals',
    script: (a) => [...Array.from({ length: a.number('n', 2) }, (_, i) => reply(escalated(a, i))), tally],
  },
  // Adds the file `path` inside the workspace.
  {
    name: 'patch',
    script: (a) => [reply(addFile(a.text('path', 'note.txt'), a.text('text', 'a note'))), tally],
  },
  // Adds the file `path` (absolute, outside the writable folders): a file-change approval.
  {
    name: 'outside',
    script: (a) => [reply(addFile(a.text('path', '/note.txt'), a.text('text', 'a note'))), tally],
  },
  // Asks for more permissions for the rest of the turn: network, and writing to `path`.
  {
    name: 'permissions',
    script: (a) => [
      reply(
        call('request_permissions', {
          reason: 'The packages have to be fetched.',
          permissions: { network: { enabled: true }, file_system: { write: [a.text('path', '/opt/cache')] } },
        }),
      ),
      echo,
    ],
  },
  // A sandboxed command with more permissions than its sandbox has.
  {
    name: 'extra-permissions',
    script: (a) => [
      reply(
        run(a.text('cmd', 'echo wider'), {
          more: {
            sandbox_permissions: 'with_additional_permissions',
            justification: 'May it write to the cache?',
            additional_permissions: { file_system: { write: [a.text('path', '/opt')] } },
          },
        }),
      ),
      tally,
    ],
  },
  // A question with two choices.
  {
    name: 'ask',
    script: () => [
      reply(
        call('request_user_input', {
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
        }),
      ),
      echo,
    ],
  },
  // Starts a terminal outside the sandbox and types into it: two approvals, the second of kind writeStdin.
  {
    name: 'stdin',
    script: () => [
      reply(run('cat', { escalate: 'May a terminal run outside the sandbox?', tty: true, yieldMs: 250 })),
      (context) => {
        const session = /session ID (\d+)/.exec(context.results[0]?.output ?? '')?.[1];
        if (session === undefined) return tally(context);
        return reply(call('write_stdin', { session_id: Number(session), chars: 'typed\n\u0004' }));
      },
      tally,
    ],
  },
  // A sub-agent whose prompt is `prompt` (parentheses stand for brackets: `(script:commands n=2)`); `v` = 1 or 2.
  {
    name: 'spawn',
    script: (a) => {
      const message = a.text('prompt', '(script:commands n=1)').replace('(', '[').replace(')', ']');
      return [
        a.number('v', 1) === 2
          ? reply(call('spawn_agent', { message, task_name: 'helper', fork_turns: 'none' }, 'collaboration'))
          : reply(call('spawn_agent', { message }, 'multi_agent_v1')),
        tally,
      ];
    },
  },
  // Calls `tool` of the MCP server `scripted`.
  { name: 'mcp', script: (a) => [reply(call(a.text('tool', 'ask_person'), {}, 'mcp__scripted')), echo] },
  // Calls the client's own tool `lookup`.
  { name: 'dynamic', script: () => [reply(call('lookup', { word: 'muster' })), echo] },
  // Sets a goal, ends the turn, and completes the goal in the turn that Codex starts by itself.
  {
    name: 'goal',
    script: () => [
      reply(call('create_goal', { objective: 'Keep going until it is done.' })),
      reply(say('The first half is done.')),
      reply(call('update_goal', { status: 'complete' })),
      reply(say('The second half is done.')),
    ],
  },
  // Fails with `response.failed`; another prompt in the thread succeeds.
  {
    name: 'fail',
    script: (a) => [
      (context) =>
        context.followUps > 0
          ? reply(say('It works now.'))
          : reply(fail(a.text('code', 'server_error'), a.text('message', 'the scripted model failed'))),
    ],
  },
  // Answers with the HTTP status `status`.
  { name: 'http', script: (a) => [reply(httpError(a.number('status', 500), 'scripted status'))] },
  // Cuts the connection in the middle of a message.
  { name: 'drop', script: () => [reply(say('This will be cut off.'), drop())] },
  // Says something, then keeps the stream open under `name` until the test releases it.
  {
    name: 'hold',
    script: (a) => [reply(say('Before.'), hold(a.text('name', 'hold')), say('After.'))],
  },
  // Keeps the stream open under `name`, then runs `cmd`.
  {
    name: 'hold-command',
    script: (a) => [reply(hold(a.text('name', 'hold')), run(a.text('cmd', 'echo released'))), tally],
  },
];
