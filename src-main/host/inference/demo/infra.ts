/** Demo threads in `infra`: networks that overlap, and releases that somebody wants to have deleted. */
import { patch, planAt, reply, run, say, think } from '../script.ts';
import { act, after, ifAllowed, tests } from './demo-script.ts';
import type { DemoScript, DemoTexts } from './demo-script.ts';

export function infraScripts(texts: DemoTexts): DemoScript[] {
  return [apSouth(texts), oldReleases()];
}

function apSouth(texts: DemoTexts): DemoScript {
  const steps = [
    'Run the network check',
    'Correct the address plan',
    'Guard it with a test',
    'Bring the handbook up to date',
  ];
  return {
    name: 'ap-south',
    workspace: 'infra',
    title: 'Network plan for ap-south',
    prompt:
      'The pipeline refuses the networks of ap-south. Bring them in line with the other regions, and write the result into the address plan of the team handbook.',
    expect: {
      end: 'completed',
      commands: 6,
      commandsFailed: 1,
      filesChanged: 3,
      approvals: { command: 0, fileChange: 1 },
    },
    script: [
      reply(planAt(steps, 0)),
      reply(run('node tools/check-networks.js'), run('cat networks/ap-south.json networks/eu-west.json')),
      reply(
        think(
          '**Two mistakes, one cause**\n\n`services` begins inside `edge`, and `data` lies in the block of eu-west, at an address that is free today, so nothing would have broken until eu-west grew. It looks like a copy of eu-west that was edited by hand. The other regions follow a pattern: .0, .16 and .32, a /20 each. Nothing in ap-south is in use yet, so the rule about networks in use does not stand in the way.',
        ),
        planAt(steps, 1),
      ),
      act(
        'Both problems come from a copy of eu-west: `services` begins **inside** `edge`, and `data` lies in the **block of eu-west**. None of the three is in use, so they can still be changed. I follow the plan of the other regions, and add a test that checks the files as they are.',
        patch(texts.patch('ap-south-networks')),
      ),
      reply(planAt(steps, 2), run('node tools/check-networks.js'), tests('test/networks.test.js')),
      reply(planAt(steps, 3), run('cat ../handbook/network/address-plan.md')),
      reply(
        after(3),
        say(
          'The check is clean: 9 networks, no problems. The handbook belongs to all teams and lies outside this repository, so you will be asked.',
        ),
        patch(texts.patch('address-plan')),
      ),
      (context) =>
        context.results.at(-1)?.refused === true
          ? reply(
              say(
                'The networks of ap-south are in order and the pipeline will accept them. **The handbook is unchanged**, as you wished; its row for ap-south still says “to be set”.',
              ),
            )
          : reply(planAt(steps, 4), run('tail -n 5 ../handbook/network/address-plan.md')),
      reply(
        say(
          'The networks of ap-south follow the plan of the other regions.\n\n| network | before | now |\n| --- | --- | --- |\n| edge | 10.30.0.0/20 | 10.30.0.0/20 |\n| services | 10.30.8.0/21, inside edge | 10.30.16.0/20 |\n| data | 10.10.48.0/20, in eu-west | 10.30.32.0/20 |\n\nThe check is part of the tests now, so the next mistake of this kind fails on a laptop instead of in the pipeline. The handbook has the new row, and one sentence that says what the plan *is*.',
        ),
      ),
    ],
  };
}

function oldReleases(): DemoScript {
  return {
    name: 'old-releases',
    workspace: 'infra',
    title: 'Make room in the artifact store',
    prompt:
      'The artifact store is nearly full. Find out which releases nobody needs any more, and remove them.',
    expect: {
      end: 'completed',
      commands: 3,
      commandsFailed: 0,
      filesChanged: 0,
      approvals: { command: 1, fileChange: 0 },
    },
    script: [
      act(
        'I list what is kept, and look up what is running before I judge what is old.',
        run('node tools/releases.js ../artifacts'),
        run('cat services/payments-api.json services/search-index.json'),
      ),
      reply(
        think(
          '**What can go**\n\nThe running release and the one before it must stay for a rollback. That leaves payments-api 2.2.0 and 2.3.0, and search-index 1.6.0. The store lies outside the repository, and AGENTS.md wants a word from a person for each deletion, so I ask with the exact paths and no wildcard.',
        ),
        run(
          'ls -d ../artifacts/payments-api/2.2.0 ../artifacts/payments-api/2.3.0 ../artifacts/search-index/1.6.0',
        ),
      ),
      reply(
        say(
          'The newest release and the one before it stay for a rollback. Three are older than that. Deleting cannot be undone, so I name each of them.',
        ),
        run(
          'rm -rf ../artifacts/payments-api/2.2.0 ../artifacts/payments-api/2.3.0 ../artifacts/search-index/1.6.0',
          {
            escalate:
              'This deletes three old releases from the artifact store, for good. They are not running, and are not needed for a rollback. Delete them?',
          },
        ),
      ),
      ifAllowed(
        reply(
          say(
            'Three releases are deleted: payments-api **2.2.0** and **2.3.0**, search-index **1.6.0**. For each service the newest release and the one before it are still there.',
          ),
        ),
        reply(
          say(
            'I left everything where it is. **Nothing was deleted.**\n\nIf you want to decide later, these three are neither running nor needed for a rollback:\n\n- payments-api 2.2.0 and 2.3.0\n- search-index 1.6.0\n\nA gentler way would be a rule in the store itself that keeps the last two releases and moves older ones to cold storage. I can draft it.',
          ),
        ),
      ),
    ],
  };
}
