import type { JournalEntry, JournalRequest } from '#shared/contract/calls/journal.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import { deciderWords, person, type Decider } from '#shared/model/approval/decider.ts';
import { csvHeader, entryAsJson, outcomeOf, requestAsCsv } from '#shared/model/journal/export.ts';
import { COUNT_LIMIT, requestLine } from '#shared/model/journal/journal.ts';
import { searchWords } from '#shared/model/journal/search-words.ts';

const M = 60_000;
const H = 60 * M;
const now = Date.now();

const rule = (name: string): Decider => ({ type: 'rules', rules: [{ id: `rule ${name}`, name }] });
const gateway = (ticket: string, reason: string | null = null): Decider => ({
  type: 'gateway',
  ticket,
  reason,
});
const me = person('Firefox on Linux');

type Made = readonly [
  ago: number,
  workspace: string,
  title: string,
  command: string,
  end: string | null,
  decider: Decider | null,
  waited: number,
  late?: boolean,
];

/** What was asked, newest first. */
const MADE: readonly Made[] = [
  [2 * M, 'payments-api', 'Retry webhooks that time out', 'npm publish --dry-run', null, null, 0],
  [
    9 * M,
    'web-client',
    'Move the cart to signals',
    'git push --force-with-lease origin cart-signals',
    'decline',
    me,
    41_000,
    true,
  ],
  [
    11 * M,
    'infra',
    'Rotate the staging certificates',
    'terraform apply -target=module.certs',
    'accept',
    gateway('CHG-4711', 'Approved in the change window of Thursday'),
    312_000,
  ],
  [
    14 * M,
    'payments-api',
    'Retry webhooks that time out',
    'npm ci && npm test -- --run src/webhooks',
    'accept',
    rule('npm ci …'),
    4,
  ],
  [
    15 * M,
    'search-index',
    'Why is the rebuild slow?',
    'psql -h replica.internal -c "explain analyze select * from documents"',
    'turnEnded',
    null,
    620_000,
  ],
  [
    22 * M,
    'web-client',
    'Move the cart to signals',
    'curl -H "Authorization: Bearer $TOKEN" https://api.example.com/v1/carts',
    'acceptForSession',
    me,
    8_200,
  ],
  [
    31 * M,
    'design-tokens',
    'Publish 4.0',
    'npm version major --no-git-tag-version',
    'accept',
    rule('npm version …'),
    3,
  ],
  [
    48 * M,
    'docs',
    'Fix broken links',
    'curl -sSf https://docs.example.com/sitemap.xml',
    'accept',
    { type: 'autoReview', reason: 'Reads a public page' },
    2100,
  ],
  [
    2 * H,
    'infra',
    'Rotate the staging certificates',
    'kubectl rollout restart deployment/gateway -n staging',
    'accept',
    gateway('CHG-4709'),
    95_000,
  ],
  [
    3 * H,
    'payments-api',
    'Split the ledger module',
    'rm -rf node_modules dist && npm ci',
    'decline',
    rule('rm -rf …'),
    5,
  ],
  [26 * H, 'search-index', 'Why is the rebuild slow?', 'cargo build --release', 'accept', rule('cargo …'), 3],
  [27 * H, 'web-client', 'Try the new bundler', 'npx playwright install --with-deps', 'accept', me, 63_000],
  [
    29 * H,
    'payments-api',
    'Split the ledger module',
    'git push origin split-ledger',
    'appServerDied',
    null,
    12_000,
  ],
  [
    51 * H,
    'infra',
    'Upgrade the cluster',
    'helm upgrade --install ingress ./charts/ingress',
    'cancel',
    me,
    5_400,
  ],
];

/** The journal of the fixture; the same few things many times over, for `?journal=10000`. */
function madeLines(many: number): JournalEntry[][] {
  const all = Array.from({ length: Math.max(MADE.length, many) }, (_, at) => {
    const made = MADE[at % MADE.length] as Made;
    const round = Math.floor(at / MADE.length);
    return {
      made,
      at: now - made[0] - round * 60 * H,
      id: `3f9c1a7e-5b2d-4c8f-9a10-d2e47b6c8f01/${1000 - at}`,
    };
  });
  return all.map(({ made, at, id }, index) => {
    const [, workspace, threadTitle, command, end, decider, waited, late] = made;
    const seq = (all.length - index) * 4;
    const text = `/bin/bash -lc '${command}'`;
    const asked: JournalEntry = {
      seq,
      at,
      approvalId: id,
      workspace,
      threadId: `t-${(index % 6) + 1}`,
      threadTitle,
      turnId: null,
      itemId: null,
      event: 'asked',
      kind: 'command',
      summary: `wants to run ${command}`,
      decision: null,
      by: null,
      decider: null,
      note: null,
      subject: { type: 'command', text, inPlace: true },
      details: {
        reason: 'The sandbox has no network, and this needs the registry.',
        branch: 'main',
        folder: `/home/ada/code/${workspace}`,
        parts: [{ label: 'Command', text }],
      },
      waitedMs: null,
    };
    const after = { ...asked, subject: null, details: null };
    const expired = end === 'turnEnded' || end === 'appServerDied';
    return [
      asked,
      ...(end === null
        ? []
        : [
            {
              ...after,
              seq: seq + 1,
              at: at + waited,
              event: expired ? ('expired' as const) : ('decided' as const),
              decision: expired ? null : end,
              by: decider === null ? end : deciderWords(decider),
              decider,
              waitedMs: waited,
            },
          ]),
      ...(late === true
        ? [
            {
              ...after,
              seq: seq + 2,
              at: at + waited + 4000,
              event: 'late' as const,
              decision: 'accept',
              by: 'Safari on iPhone',
              decider: person('Safari on iPhone'),
              waitedMs: waited + 4000,
            },
          ]
        : []),
    ];
  });
}

/** Answers the calls about the journal out of made-up lines. */
export function fixtureJournal(options: URLSearchParams) {
  const all = options.has('first') ? [] : madeLines(Number(options.get('journal') ?? 0));
  const found = ({
    text = '',
    outcome,
    decidedBy,
    rule: ruleId,
    workspace,
    threadId,
    from,
    to,
  }: Params<'journal/search'>['filter']) =>
    all.filter((lines) => {
      const [asked] = lines as [JournalEntry];
      const request = requestOf(lines);
      const said = JSON.stringify(lines).toLowerCase();
      const { decider } = request;
      return (
        searchWords(text).every((word) => said.includes(word.toLowerCase())) &&
        (outcome === undefined || (outcome === 'late' ? request.late > 0 : request.outcome === outcome)) &&
        (decidedBy === undefined || decider?.type === decidedBy) &&
        (ruleId === undefined ||
          (decider?.type === 'rules' && decider.rules.some(({ id }) => id === ruleId))) &&
        (workspace === undefined || asked.workspace === workspace) &&
        (threadId === undefined || asked.threadId === threadId) &&
        (from === undefined || asked.at >= from) &&
        (to === undefined || asked.at < to)
      );
    });
  return {
    'journal/search': ({
      filter,
      limit,
      cursor = Infinity,
    }: Params<'journal/search'>): Results['journal/search'] => {
      const matches = found(filter).map(requestOf);
      const rest = matches.filter(({ seq }) => seq < cursor);
      return {
        requests: rest.slice(0, limit),
        cursor: rest.length > limit ? (rest[limit - 1]?.seq ?? null) : null,
        total: {
          count: Math.min(matches.length, COUNT_LIMIT),
          more: matches.length > COUNT_LIMIT,
        },
        lookedAt: null,
      };
    },
    'journal/read': ({ approvalId }: Params<'journal/read'>): Results['journal/read'] => ({
      entries: all.find(([asked]) => asked?.approvalId === approvalId) ?? [],
    }),
    'journal/choices': (): Results['journal/choices'] => ({
      workspaces: [...new Set(all.flatMap(([asked]) => asked?.workspace ?? []))].sort(),
      kinds: ['command', 'fileChange', 'network', 'question'],
      decidedBy: ['person', 'rules', 'gateway', 'autoReview'],
      rules: ['cargo …', 'npm ci …', 'npm version …', 'rm -rf …'].map((name) => ({
        id: `rule ${name}`,
        name,
      })),
    }),
    'journal/export': ({ filter, format }: Params<'journal/export'>): Results['journal/export'] => {
      const lines = found(filter).toReversed();
      const text =
        format === 'csv'
          ? csvHeader() + lines.map(requestAsCsv).join('')
          : lines.flat().map(entryAsJson).join('');
      return { text, lines: format === 'csv' ? lines.length : lines.flat().length, cursor: null };
    },
  };
}

function requestOf(lines: readonly JournalEntry[]): JournalRequest {
  const [asked] = lines as [JournalEntry];
  const ended = lines.find(({ event }) => event === 'decided' || event === 'expired');
  const { seq, approvalId, workspace, threadId, threadTitle, kind, summary, subject, at } = asked;
  return {
    seq,
    approvalId,
    askedAt: at,
    workspace,
    threadId,
    threadTitle,
    kind: kind as JournalRequest['kind'],
    ...requestLine(kind, summary, subject),
    outcome: outcomeOf(ended),
    decision: ended?.decision ?? null,
    by: ended?.by ?? null,
    decider: ended?.decider ?? null,
    note: null,
    endedAt: ended?.at ?? null,
    waitedMs: ended?.waitedMs ?? null,
    overruled: false,
    late: lines.filter(({ event }) => event === 'late').length,
  };
}
