/** Demo threads in `search-index`: a ranking that punishes common words, and words that people misspell. */
import { patch, planAt, reply, run, say, think } from '../script.ts';
import { act, after, commit, ifAllowed, integrationTests, tests } from './demo-script.ts';
import type { DemoScript, DemoTexts } from './demo-script.ts';

export function searchScripts(texts: DemoTexts): DemoScript[] {
  return [ranking(texts), typos(texts)];
}

function ranking(texts: DemoTexts): DemoScript {
  return {
    name: 'ranking',
    workspace: 'search-index',
    title: 'Common words push results down',
    prompt:
      'Two tests of the ranking fail since we imported the furniture catalogue. Find the reason, fix it, and commit.',
    expect: {
      end: 'completed',
      commands: 5,
      commandsFailed: 1,
      filesChanged: 2,
      approvals: { command: 1, fileChange: 0 },
    },
    script: [
      act(
        'I run the failing tests and read the formula next to them.',
        tests('test/rank.test.js'),
        run('cat src/rank.js'),
        run('git log --oneline -n 5'),
      ),
      reply(
        think(
          '**The sign of a logarithm**\n\nidf = log((N − n + 0.5) / (n + 0.5)). With N = 4 and n = 3 the fraction is 0.43, and its logarithm is −0.85: a product that matches loses points for it. In a catalogue of everything no word is in half of the products; in a catalogue of furniture “oak” may be. The common remedy is log(1 + …): never negative, same order for rare words.',
        ),
        say(
          'The weight of a word turns **negative** once more than half of the products have it: with “oak” in three of four, `idf` is −0.85. A product that matches *more* words then ranks lower. In a general catalogue that hardly ever happens, in one for furniture it does.\n\nThe usual remedy is `log(1 + …)`: never below zero, and rare words keep their order.',
        ),
        patch(texts.patch('ranking-idf')),
      ),
      reply(tests('test/rank.test.js', 'test/tokenize.test.js')),
      reply(
        after(13),
        say('Green, with a catalogue of tables as a new case.'),
        commit(
          'Never let a common word count against a match',
          'The weight of a word that most products have was negative.',
          ['src/rank.js', 'test/rank.test.js'],
        ),
      ),
      ifAllowed(
        reply(
          say(
            'Fixed and committed.\n\n**Cause.** The inverse document frequency in `src/rank.js` was negative for words that more than half of the products have, so matching such a word cost points.\n\n**Fix.** `log(1 + x)` in place of `log(x)`. One line.\n\n**Effect on other queries.** None on the order of results by rare words; the scores themselves are a little higher, so a threshold on scores, if anybody has one, needs a look. I found none here.',
          ),
        ),
        reply(
          say(
            'The ranking is right again and the tests pass, but the change is **not committed**, as you wished. It is one line in `src/rank.js`, and a test.',
          ),
        ),
      ),
    ],
  };
}

function typos(texts: DemoTexts): DemoScript {
  const steps = [
    'Measure as it is',
    'Find similar words',
    'Use them in the index',
    'Measure again',
    'Say so in the handbook',
  ];
  return {
    name: 'typos',
    workspace: 'search-index',
    title: 'Forgive typing mistakes',
    prompt:
      'People search for "wlanut" and find nothing. Forgive small typing mistakes without slowing down queries that are spelled right, and describe it in the team handbook.',
    expect: {
      end: 'completed',
      commands: 6,
      commandsFailed: 0,
      filesChanged: 4,
      approvals: { command: 1, fileChange: 1 },
    },
    script: [
      reply(planAt(steps, 0)),
      reply(run('cat src/index.js'), run('node bench/query.js')),
      reply(
        think(
          '**Keeping the fast path fast**\n\nOnly a word that no product has needs help, so a query that is spelled right must not pay for it: one look into the map that is made anyway. For the others: a bounded edit distance that counts a swap of neighbours as one, and gives up as soon as the bound is passed. Requiring the right first letter leaves about a twentieth of the vocabulary.',
        ),
        planAt(steps, 1),
      ),
      act(
        'I have the number to beat. Help is only needed for a word that *no* product has, so a query that is spelled right costs nothing more. First the similarity of words, on its own.',
        patch(texts.patch('fuzzy')),
      ),
      reply(planAt(steps, 2), tests('test/fuzzy.test.js')),
      act(
        'Now the index asks for similar words, and counts them a little less.',
        patch(texts.patch('fuzzy-index')),
      ),
      reply(planAt(steps, 3), tests('test/index.test.js'), run('node bench/query.js')),
      reply(after(6), say('As fast as before, within the noise. Now over HTTP.'), integrationTests()),
      reply(planAt(steps, 4)),
      reply(
        after(3),
        say('The handbook still says that words have to be spelled as they are in the catalogue.'),
        patch(texts.patch('ranking-handbook')),
      ),
      (context) => {
        const refused = context.results.filter((result) => result.refused).length;
        return refused === 0
          ? reply(planAt(steps, 5))
          : reply(
              say(
                'Typing mistakes are forgiven now, and the unit tests pass. What you declined was left out, and nothing else was touched.',
              ),
            );
      },
      reply(
        say(
          '“wlanut” finds walnut.\n\n- **What is forgiven:** one mistake from four letters on, two from eight on; a swap of neighbours is one mistake. The first letter has to be right.\n- **What it costs:** nothing for words that are in the catalogue. For others, one pass over the words with the same first letter.\n- **What it does to the order:** a similar word counts 0.6 of an exact one, so exact matches stay on top.\n\nThe handbook describes it in three lines, for those who are asked why a search found what it found.',
        ),
      ),
    ],
  };
}
