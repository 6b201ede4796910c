import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { RuleMatch } from '#shared/model/rule/rule.ts';
import { FakeHost, type Answers } from '../../dev/fake-host.ts';
import { approval, command, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { RuleDialog } from './index.ts';

const NARROW: RuleMatch = { type: 'words', words: ['npm', 'publish'], open: false };
const TEXT: RuleMatch = { type: 'text', text: 'npm publish' };
const WIDE: RuleMatch = { type: 'words', words: ['npm'], open: true };

let host: FakeHost;
let asked: Approval;
let closed: number;
beforeEach(() => {
  asked = approval(command('npm publish'));
  closed = 0;
  host = new FakeHost({
    'rule/choices': () => ({ choices: [NARROW, TEXT], declines: [NARROW, WIDE], covered: [], why: null }),
    'rule/preview': () => ({
      problem: null,
      pending: [asked.id],
      matched: ['npm publish --tag x'],
      unmatched: ['git push'],
    }),
    'rule/save': ({ decides }) => ({ ruleId: 'r', decided: decides?.approvalIds ?? [], batchId: null }),
  });
  host.workspace(workspace('payments-api'));
  host.approval(asked);
});

function dialog(answers: Answers = {}): void {
  host.answer(answers);
  show(<RuleDialog approval={asked} onClose={() => (closed += 1)} />, host);
}
const saved = () => host.callsOf('rule/save');
const isSeen = () => page.getByText('not seen whole yet: scroll', { exact: false }).query() === null;
const save = page.getByRole('button', { name: /^Save/ });

describe('making a rule', () => {
  it('saves the narrowest for the workspace unless it is told otherwise, and decides the card with it', async () => {
    dialog();
    await expect.element(save).toHaveTextContent('Save, and accept this one');
    await userEvent.click(save);
    await expect.poll(saved).toEqual([
      {
        rule: {
          effect: 'accept',
          match: NARROW,
          scope: { type: 'workspace', workspaceId: asked.workspaceId },
          until: null,
        },
        decides: { approvalIds: [asked.id], delayMs: 3000 },
      },
    ]);
    await expect.poll(() => closed).toBe(1);
  });

  it('can be about less or more, and held against what came before', async () => {
    dialog();
    await expect.element(page.getByText('npm publish --tag x')).toBeVisible();
    await expect.element(page.getByText('git push')).toBeVisible();
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(() => host.callsOf('rule/preview').at(-1)?.rule.match).toEqual(TEXT);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.poll(() => saved().map(({ rule }) => rule.match)).toEqual([TEXT]);
  });

  it('offers wider ones where it declines', async () => {
    dialog();
    await userEvent.click(page.getByText('Always decline', { exact: true }));
    const wide = page.getByRole('radio', { name: /^npm …|^npm,/ });
    await expect.element(wide).toBeVisible();
    await userEvent.click(wide);
    await userEvent.click(save);
    await expect
      .poll(() => saved().map(({ rule }) => [rule.effect, rule.match]))
      .toEqual([['decline', WIDE]]);
  });

  it('decides nothing else that waits before it was seen here', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => `echo ${at}`).join('\n');
    const other = approval(command(`npm publish\n${lines}`), { threadTitle: 'Another' });
    host.approval(other);
    dialog({
      'rule/preview': () => ({ problem: null, pending: [asked.id, other.id], matched: [], unmatched: [] }),
    });
    await userEvent.click(page.getByRole('checkbox', { name: /^Also accept the 1 other/ }));
    await expect.element(page.getByText('1 content not seen whole yet', { exact: false })).toBeVisible();
    // The key that saves leads to it first.
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(saved()).toEqual([]);
    await expect.poll(isSeen).toBe(true);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect
      .poll(() => saved().map(({ decides }) => decides?.approvalIds))
      .toEqual([[asked.id, other.id]]);
  });

  it('says why a rule cannot be saved, and does not save it', async () => {
    dialog({
      'rule/preview': () => ({
        problem: 'It would accept everything.',
        pending: [],
        matched: [],
        unmatched: [],
      }),
    });
    await expect.element(page.getByRole('alert')).toHaveTextContent('It would accept everything.');
    await expect.element(save).toBeDisabled();
  });

  it('says why there is no wider choice', async () => {
    dialog({
      'rule/choices': () => ({
        choices: [TEXT],
        declines: [],
        covered: [],
        why: 'Muster does not know this program.',
      }),
    });
    await expect.element(page.getByText('Muster does not know this program.')).toBeVisible();
  });
});
