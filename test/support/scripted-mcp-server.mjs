// A tiny MCP server over stdio, for tests: `ask_person` asks for a form (an elicitation), `open_page` asks the
// person to open a link, `touch` has side effects (Codex asks before it calls it), `peek` is read-only.
import { createInterface } from 'node:readline';

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const waiting = new Map();
let nextId = 1000;

const noInput = { type: 'object', properties: {}, additionalProperties: false };
const tools = [
  {
    name: 'ask_person',
    description: 'Asks a person for a release name.',
    inputSchema: noInput,
    annotations: { readOnlyHint: true },
  },
  {
    name: 'open_page',
    description: 'Asks a person to open a page.',
    inputSchema: noInput,
    annotations: { readOnlyHint: true },
  },
  {
    name: 'touch',
    description: 'Changes something.',
    inputSchema: noInput,
    annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  },
  {
    name: 'peek',
    description: 'Looks at something.',
    inputSchema: noInput,
    annotations: { readOnlyHint: true },
  },
];

const text = (value) => ({ content: [{ type: 'text', text: value }] });

function ask(id, params) {
  const request = nextId++;
  waiting.set(request, (answer) => send({ id, result: text(JSON.stringify(answer)) }));
  send({ id: request, method: 'elicitation/create', params });
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line.trim() === '') return;
  const message = JSON.parse(line);
  const { id, method, params } = message;
  if (method === undefined) {
    waiting.get(id)?.(message.result ?? message.error);
    waiting.delete(id);
  } else if (method === 'initialize') {
    send({
      id,
      result: {
        protocolVersion: params?.protocolVersion ?? '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'scripted', version: '1.0.0' },
      },
    });
  } else if (method === 'tools/list') {
    send({ id, result: { tools } });
  } else if (method === 'tools/call') {
    if (params.name === 'ask_person') {
      ask(id, {
        message: 'What is the release called?',
        requestedSchema: {
          type: 'object',
          properties: { name: { type: 'string', title: 'Release name', minLength: 1 } },
          required: ['name'],
        },
      });
    } else if (params.name === 'open_page') {
      ask(id, {
        mode: 'url',
        message: 'Please confirm on this page.',
        url: 'https://example.invalid/confirm',
        elicitationId: `page-${id}`,
      });
    } else send({ id, result: text(`${params.name} done`) });
  } else if (id !== undefined) {
    send({ id, error: { code: -32601, message: `unknown method ${method}` } });
  }
});
