/** Demo threads in `web-client`: a long review, a table that sorts wrongly, a search box that races. */
import { patch, planAt, reply, run, say, think } from '../script.ts';
import { act, after, commit, ifAllowed, integrationTests, tests } from './demo-script.ts';
import type { DemoScript, DemoTexts } from './demo-script.ts';

export function webScripts(texts: DemoTexts): DemoScript[] {
  return [architectureReview(texts), tableSort(texts), searchBox(texts)];
}

function architectureReview(texts: DemoTexts): DemoScript {
  return {
    name: 'architecture-review',
    workspace: 'web-client',
    title: 'Architecture review',
    prompt:
      'Review the architecture of this client. What is good, what will hurt us when we grow, and in which order should we change it? Do not change anything.',
    expect: {
      end: 'completed',
      commands: 4,
      commandsFailed: 0,
      filesChanged: 0,
      approvals: { command: 0, fileChange: 0 },
    },
    script: [
      act(
        'I read the code before I judge it: the overview and the history first, then the modules with their tests.',
        run('cat README.md AGENTS.md'),
        run('git log --format="%h %an %s"'),
      ),
      reply(run('cat src/store.js src/table.js src/search-box.js'), run('wc -l src/*.js test/*.js')),
      reply(
        think(
          '**Sorting what I saw**\n\nThe modules are small and the direction of data is clean. The trouble is at the seams: sorting in place changes shared state, answers race each other, and every listener runs on every change. Each is cheap to fix now and expensive later. The order matters, because selectors that compare by identity are wrong while anybody changes a list in place.',
        ),
        say(texts.answer('architecture-review')),
      ),
    ],
  };
}

function tableSort(texts: DemoTexts): DemoScript {
  return {
    name: 'table-sort',
    workspace: 'web-client',
    title: 'Order table sorts wrongly',
    prompt:
      'Sorting the orders by total puts 10,000 before 900, and rows with the same status jump around. Write the tests first, then fix it, then commit.',
    expect: {
      end: 'completed',
      commands: 4,
      commandsFailed: 1,
      filesChanged: 2,
      approvals: { command: 1, fileChange: 0 },
    },
    script: [
      act('First the code as it is.', run('cat src/table.js test/table.test.js')),
      reply(
        think(
          '**What the comparison gets wrong**\n\nEverything is compared as text, so 10000 < 900. It never returns zero, so equal rows are in no defined order. And `rows.sort` changes the array that it was given, which comes from the store. A row without a value becomes the text "undefined". Four faults, four tests.',
        ),
        say(
          'There are four faults in six lines: numbers are compared as text, equal rows are never *equal*, the rows given are changed, and a missing value sorts as the word “undefined”. One test for each, and they have to fail first.',
        ),
        patch(texts.patch('table-sort-test')),
      ),
      reply(tests('test/table.test.js')),
      act(
        'The new tests fail, as they should. Now the fix: a copy, a comparison by kind, and zero for what is equal. Text is compared by `Intl.Collator`, so “Ärmel” comes after “Apfel” and “item 9” before “item 10”.',
        patch(texts.patch('table-sort')),
      ),
      reply(tests('test/table.test.js')),
      reply(
        after(8),
        say('All six pass.'),
        commit(
          'Sort table rows by value and keep equal rows in place',
          'Numbers were compared as text and the given rows were changed.',
          ['src/table.js', 'test/table.test.js'],
        ),
      ),
      ifAllowed(
        reply(
          say(
            'Done and committed, tests first.\n\n- Numbers are compared **as numbers**, text as people read it.\n- Rows that are equal **keep their order**, in both directions.\n- The rows given are **left alone**: `sortRows` returns a new array. I checked its callers; all use what it returns.\n- Rows without a value come **last**, in both directions.',
          ),
        ),
        reply(
          say(
            'The table sorts right and all six tests pass. I did **not commit**, as you wished; the change is in `src/table.js` and `test/table.test.js`.',
          ),
        ),
      ),
    ],
  };
}

function searchBox(texts: DemoTexts): DemoScript {
  const steps = [
    'Understand the race',
    'Debounce and drop stale answers',
    'Prove it with a mock clock',
    'Check the page',
  ];
  return {
    name: 'search-box',
    workspace: 'web-client',
    title: 'Search shows stale results',
    prompt:
      'On slow connections the search box shows results for what I typed earlier. Make it show only the newest, and stop asking on every key press.',
    expect: {
      end: 'completed',
      commands: 4,
      commandsFailed: 0,
      filesChanged: 2,
      approvals: { command: 1, fileChange: 0 },
    },
    script: [
      reply(planAt(steps, 0)),
      reply(run('cat src/search-box.js'), run('grep -rn "createSearchBox" src public')),
      reply(
        think(
          '**Two different problems**\n\nWaiting until typing stops makes a race rarer, it does not remove it. What removes it: each query has its own AbortController, and an answer is shown only if its controller is still the newest. Aborting saves the network; the identity check is what makes it correct, because an answer may already be on its way.',
        ),
        planAt(steps, 1),
      ),
      act(
        'Each key press asks at once, and answers are shown in the order in which they *arrive*. Two things are needed: wait until typing stops, and drop every answer that is not the newest.',
        patch(texts.patch('search-box')),
      ),
      reply(planAt(steps, 2), tests('test/search-box.test.js')),
      reply(planAt(steps, 3)),
      reply(
        after(7),
        say('Five of five, without any real waiting. Last, the page itself.'),
        integrationTests(),
      ),
      (context) =>
        context.results.at(-1)?.refused === true
          ? reply(
              say(
                'The search box shows only the newest results, and the unit tests prove it. The page itself **was not checked**, because you declined to run the integration tests outside the sandbox.',
              ),
            )
          : reply(planAt(steps, 4)),
      reply(
        say(
          'The search box now shows what belongs to the **newest** query, and nothing else.\n\n- It asks 150 ms after the last key press, once per word instead of once per letter.\n- A new query aborts the one before. Should that one answer all the same, its answer is dropped.\n- A failed query is told to `fail`, if it is the newest; it was an unhandled rejection before.\n- `dispose()` ends it when the box leaves the page.\n\n`type()` no longer returns a promise. Nothing waited for it.',
        ),
      ),
    ],
  };
}
