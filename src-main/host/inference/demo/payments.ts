/** Demo threads in `payments-api`: a lost cent, charges that happen once, and a turn that fails. */
import { fail, patch, planAt, reply, run, say, think } from '../script.ts';
import { act, after, commit, ifAllowed, integrationTests, tests } from './demo-script.ts';
import type { DemoScript, DemoTexts } from './demo-script.ts';

export function paymentsScripts(texts: DemoTexts): DemoScript[] {
  return [refundRounding(texts), idempotency(texts), settlementTimeout()];
}

function refundRounding(texts: DemoTexts): DemoScript {
  return {
    name: 'refund-rounding',
    workspace: 'payments-api',
    title: 'Refund loses a cent',
    prompt:
      'A refund of 10.00 over three lines books only 9.99. Find out why, fix it with a test, and commit the fix.',
    expect: {
      end: 'completed',
      commands: 6,
      commandsFailed: 1,
      filesChanged: 2,
      approvals: { command: 1, fileChange: 0 },
    },
    script: [
      reply(
        think(
          '**Looking for the lost cent**\n\nA third of 10.00 is 3.333…, so three rounded thirds are 9.99. Something rounds each share on its own. The refund code first, then whatever divides the amount.',
        ),
        say('I will read how a refund is spread over its lines, and run the tests that cover it.'),
        run('cat src/refunds.js src/money.js'),
        run('grep -rn "split(" src test'),
        tests('test/money.test.js', 'test/refunds.test.js'),
      ),
      reply(
        think(
          '**Choosing where the remainder goes**\n\n`split` rounds every share by itself, so the shares can miss the amount in both directions: 10.00 by three gives 9.99, and 0.05 by two gives 0.06. Rounding down and handing the left-over cents to those who lost most keeps the sum exact and is the usual way to divide money. Ties go to the first line, so that the result does not depend on chance.',
        ),
        say(
          'Found it. One test fails already: `split` in `src/money.js` rounds **each share on its own**, so three shares of 3.33 make 9.99. It can also give back too much: 0.05 over two lines becomes 0.06.\n\nI divide with the *largest remainder* instead: round down, then hand out the cents that are left. With a test that tries every amount up to 2.50 with five sets of weights.',
        ),
        patch(texts.patch('refund-rounding')),
      ),
      act('Now the same tests again.', tests('test/money.test.js', 'test/refunds.test.js')),
      reply(
        say('All of them pass, the one that failed included. A last look at the difference before I commit.'),
        run('git diff --stat -- src/money.js test/money.test.js'),
      ),
      reply(
        after(1),
        commit(
          'Split amounts so that the shares add up',
          'Each share was rounded on its own, so a refund over three lines lost a cent.',
          ['src/money.js', 'test/money.test.js'],
        ),
      ),
      ifAllowed(
        reply(
          say(
            'Fixed and committed.\n\n**Cause.** `split` rounded each share on its own, so the shares did not have to add up to the amount.\n\n**Fix.** `src/money.js` rounds down and gives the left-over cents to the shares that lost the largest fraction, the first one first. A refund of 10.00 over three lines is now 3.34 + 3.33 + 3.33.\n\n**Proof.** The failing test in `test/refunds.test.js` passes, and a new one checks 1,255 combinations of amount and weights.\n\nWorth knowing: refunds that were booked before this may be off by a cent per line. I can write a query that finds them.',
          ),
        ),
        reply(
          say(
            'The fix is in place and the tests pass, but **it is not committed**, as you wished. The change is in `src/money.js` and `test/money.test.js`; `git diff` shows it.',
          ),
        ),
      ),
    ],
  };
}

function idempotency(texts: DemoTexts): DemoScript {
  const steps = [
    'Read how a charge is made',
    'Write the idempotency store with tests',
    'Use it in the HTTP server',
    'Run the integration tests',
  ];
  return {
    name: 'idempotency',
    workspace: 'payments-api',
    title: 'Charge once per idempotency key',
    prompt:
      'Customers are charged twice when their connection drops and the app retries. Make POST /charges honour an Idempotency-Key header.',
    expect: {
      end: 'completed',
      commands: 5,
      commandsFailed: 0,
      filesChanged: 3,
      approvals: { command: 1, fileChange: 0 },
    },
    script: [
      reply(planAt(steps, 0)),
      act(
        'I start with the way a charge takes from the request to the gateway.',
        run('cat src/server.js'),
        run('cat src/charges.js test/charges.test.js'),
      ),
      reply(
        think(
          '**What "once" has to mean**\n\nThree cases decide whether this is safe. A retry after the answer was lost: give the first answer again. Two requests at the same moment: the second must wait for the first, so the store keeps the promise, not the result. The same key with another body: refuse with 409, because answering with the old charge would hide a bug in the app.\n\nA declined card is a result and is kept. An exception is not: the retry must be able to succeed.',
        ),
        planAt(steps, 1),
      ),
      act(
        'A small store of its own, so that the rules can be tested without HTTP. It keeps the *promise* of a charge: two requests at the same moment then share one.',
        patch(texts.patch('idempotency')),
      ),
      reply(tests('test/idempotency.test.js', 'test/charges.test.js')),
      reply(
        say(
          'The rules hold. Now the server: the key comes from the header, and a reused key answers with 409.',
        ),
        patch(texts.patch('idempotency-server')),
        planAt(steps, 2),
      ),
      reply(run('node --check src/server.js && git status --short'), planAt(steps, 3)),
      reply(after(4), say('What is left is the real server, over a real connection.'), integrationTests()),
      (context) => {
        const refused = context.results.at(-1)?.refused === true;
        return refused
          ? reply(
              say(
                '`POST /charges` honours an `Idempotency-Key` now, and the unit tests pass. **The integration tests did not run**, because you declined to run them outside the sandbox. To run them yourself:\n\n```sh\nnode --test integration/smoke.js\n```',
              ),
            )
          : reply(planAt(steps, 4));
      },
      reply(
        say(
          '`POST /charges` honours an `Idempotency-Key` now.\n\n| request | answer |\n| --- | --- |\n| same key, same body | the first charge, the card is not charged again |\n| same key at the same moment | waits for the first and shares its charge |\n| same key, another body | `409`, nothing is charged |\n| no key | as before |\n\nKeys are forgotten after 24 hours. They are kept **in memory**: with more than one instance of the API they have to move to a shared store, and `src/idempotency.js` is the only file that would know.',
        ),
      ),
    ],
  };
}

function settlementTimeout(): DemoScript {
  return {
    name: 'settlement-timeout',
    workspace: 'payments-api',
    title: 'Settlement report times out',
    prompt: 'The monthly settlement report times out for our three largest merchants. Find out why.',
    expect: {
      end: 'failed',
      commands: 2,
      commandsFailed: 0,
      filesChanged: 0,
      approvals: { command: 0, fileChange: 0 },
    },
    script: [
      reply(
        think(
          '**Where the time could go**\n\nA month is thirty days. If each day looks at all charges, the work grows with days times charges.',
        ),
        say('I look at how a period is settled, and at who changed it last.'),
        run('cat src/settlement.js'),
        run('git log --oneline -- src/settlement.js'),
      ),
      (context) =>
        context.followUps === 0
          ? reply(
              after(6),
              think(
                '**Measuring before judging**\n\n`settlePeriod` calls `settle` once per day, and each call walks all charges',
              ),
              fail('server_is_overloaded', 'The model is overloaded. Please try again in a moment.'),
            )
          : reply(
              say(
                'Here is where I was. `settlePeriod` calls `settle` once for each day, and **each call walks through all charges** of the merchant: 30 days × 400,000 charges are 12 million steps, with a linear search for the currency in each. Grouping the charges by day once makes it 400,000 steps.\n\nI have not changed anything yet. Shall I?',
              ),
            ),
    ],
  };
}
