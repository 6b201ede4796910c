import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Approval, ApprovalBody } from '#shared/model/approval/approval.ts';
import { useApproval } from '../../connection/index.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { approval, command, offers } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ApprovalCard } from './index.ts';

const nothing = (): void => {};

function Card({ id }: { id: Approval['id'] }) {
  const shown = useApproval(id);
  return shown === undefined ? null : (
    <ApprovalCard approval={shown} keys place="inbox" onDecided={nothing} />
  );
}

/** A card on a page of its own, with the host that asks. Decisions stay unanswered unless a test answers them. */
function card(body: ApprovalBody, more: Partial<Approval> = {}) {
  const host = new FakeHost({ 'approval/decide': () => new Promise(() => {}) });
  const asked = approval(body, more);
  host.approval(asked);
  show(<Card id={asked.id} />, host);
  return { host, asked, decided: () => host.callsOf('approval/decide') };
}

const button = (name: string | RegExp) => page.getByRole('button', { name });

/** Waits until the card takes decisions: it must have been looked at, and the one before it be long past. */
async function settled(): Promise<void> {
  await expect.element(page.getByRole('group', { name: 'Decisions' })).not.toHaveAttribute('data-settling');
}

const QUESTION: ApprovalBody = {
  kind: 'question',
  questions: [
    {
      id: 'q',
      header: 'Polyfills',
      question: 'Keep the polyfills?',
      secret: false,
      other: true,
      options: [
        { label: 'Drop them', description: 'Saves 48 kB.' },
        { label: 'Keep them', description: '' },
      ],
    },
  ],
};
const FORM: ApprovalBody = {
  kind: 'elicitation',
  server: 'jira',
  mode: 'form',
  message: 'Which ticket?',
  url: null,
  schema: {
    type: 'object',
    required: ['summary'],
    properties: {
      summary: { type: 'string', title: 'Summary', minLength: 5 },
      points: { type: 'integer', title: 'Story points', maximum: 13 },
    },
  },
};

describe('what the card shows', () => {
  it('shows a command as it is meant, and the shell that runs it below', async () => {
    card(command("/bin/bash -lc 'npm publish'"));
    await expect.element(page.getByRole('figure', { name: 'Command' })).toHaveTextContent(/^npm publish$/);
    await expect.element(page.getByText('/bin/bash -lc', { exact: false }).first()).toBeVisible();
  });

  it('marks characters that nobody would see', async () => {
    card(command('npm\u200b publish'));
    await expect.element(page.getByText('1 hidden character')).toBeVisible();
    await expect
      .element(page.getByRole('figure', { name: 'Command' }))
      .toHaveTextContent(/^npmZWSP publish$/);
  });

  it('shows every changed line, and how many files lie outside of the workspace', async () => {
    const change = (path: string, diff: string) => ({
      path,
      diff,
      kind: { type: 'update', move_path: null } as const,
    });
    card({
      kind: 'fileChange',
      grantRoot: null,
      changes: [
        change('/home/ada/code/payments-api/a.ts', '@@ -1 +1 @@\n-before\n+after\n'),
        change('/etc/hosts', '@@ -1 +1 @@\n-one\n+two\n'),
      ],
    });
    await expect.element(page.getByText('1 outside the workspace')).toBeVisible();
    for (const line of ['before', 'after', 'one', 'two'])
      await expect.element(page.getByText(line, { exact: true })).toBeVisible();
  });

  it('shows what it does not know as it came, and lets it be declined alone', async () => {
    card(
      { kind: 'unknown', method: 'item/beam/up' },
      { decisions: offers('decline'), raw: { crew: 'Scotty' } },
    );
    await expect.element(page.getByRole('figure', { name: 'Method' })).toHaveTextContent('item/beam/up');
    await expect.element(page.getByText('Scotty')).toBeVisible();
    expect(page.getByRole('group', { name: 'Decisions' }).getByRole('button').all()).toHaveLength(1);
  });

  it('says who decided, and offers no decision any more', async () => {
    card(command('npm publish'), {
      outcome: {
        type: 'decided',
        decision: 'decline',
        by: { type: 'person', client: 'Safari' },
        at: Date.now(),
      },
    });
    await expect.element(page.getByText('Declined by Safari.', { exact: false })).toBeVisible();
    expect(page.getByRole('group', { name: 'Decisions' }).query()).toBeNull();
  });

  it('can be declined where it cannot be drawn', async () => {
    const { decided, asked } = card({ kind: 'question' } as ApprovalBody, {
      decisions: offers('answer', 'decline'),
    });
    await userEvent.click(button('Decline'));
    await expect.poll(decided).toEqual([{ approvalId: asked.id, decision: 'decline' }]);
  });
});

describe('deciding', () => {
  // The first that decides in this file: right after another decision no key counts anyway.
  it('lets no key decide before it was looked at', async () => {
    const { asked, decided } = card(command('npm publish'));
    await expect.element(page.getByRole('group', { name: 'Decisions' })).toHaveAttribute('data-settling');
    await userEvent.keyboard('a');
    expect(decided()).toEqual([]);
    await settled();
    expect(decided()).toEqual([]);
    await userEvent.keyboard('a');
    await expect.poll(decided).toEqual([{ approvalId: asked.id, decision: 'accept' }]);
  });

  it('sends the decision that is pressed, once', async () => {
    const { asked, decided } = card(command('npm publish'));
    await settled();
    await userEvent.dblClick(button(/^Decline/));
    await expect.poll(decided).toEqual([{ approvalId: asked.id, decision: 'decline' }]);
    await expect.element(button(/^Accept/)).toBeDisabled();
    await expect.element(button('More')).toBeDisabled();
  });

  it('tells how far each decision reaches', async () => {
    card(command('npm publish'));
    await userEvent.hover(page.getByRole('figure', { name: 'Command' }));
    await expect.element(page.getByText('Does this once. Nothing is remembered.')).toBeVisible();
    await userEvent.hover(button(/^Decline/));
    await expect
      .element(page.getByText('Refuses this once; the agent goes on', { exact: false }))
      .toBeVisible();
    // What is taken less often stands in a menu, each with its reach.
    await userEvent.click(button('More'));
    const session = page.getByRole('menuitem', { name: /^Accept for this session/ });
    await expect.element(session).toBeVisible();
    expect(session.element().querySelector('.sub')?.textContent).not.toBe('');
  });

  it('asks once more before a turn ends of which more waits', async () => {
    const { host, asked, decided } = card(command('npm publish'));
    host.approval(approval(command('npm version')));
    await settled();
    await userEvent.click(button('More'));
    await userEvent.click(page.getByRole('menuitem', { name: /^Cancel turn/ }));
    await expect.element(page.getByRole('dialog', { name: 'Stop the turn?' })).toBeVisible();
    await expect
      .element(page.getByText('Another request of this turn waits: it ends as well.'))
      .toBeVisible();
    expect(decided()).toEqual([]);
    await userEvent.click(button('Stop the turn'));
    await expect.poll(decided).toEqual([{ approvalId: asked.id, decision: 'cancel' }]);
  });

  it('says that a decision came too late, and whose counted', async () => {
    const { host, asked } = card(command('npm publish'));
    host.answer({
      'approval/decide': () => {
        const by = { type: 'person', client: 'the phone' } as const;
        host.approval({ ...asked, outcome: { type: 'decided', decision: 'decline', by, at: Date.now() } });
        throw new ContractFailure({ code: 'alreadyDecided', message: 'It was decided before.' });
      },
    });
    await settled();
    await userEvent.click(button(/^Accept$/));
    await expect.element(page.getByText('Your acceptance did not count.')).toBeVisible();
    await expect.element(page.getByText('Declined by the phone.').first()).toBeVisible();
  });
});

describe('what has to be filled in', () => {
  it('does not send an answer that was not given, and leads to it', async () => {
    const { decided } = card(QUESTION);
    await settled();
    await userEvent.click(button(/^Answer/));
    await expect.element(page.getByText('Answer every question first, or decline.')).toBeVisible();
    await expect.element(page.getByRole('radio', { name: /Drop them/ })).toHaveFocus();
    expect(decided()).toEqual([]);
  });

  it('sends the choice of a key', async () => {
    const { asked, decided } = card(QUESTION);
    await settled();
    await userEvent.keyboard('2');
    await expect.element(page.getByRole('radio', { name: /Keep them/ })).toBeChecked();
    await userEvent.click(button(/^Answer/));
    await expect
      .poll(decided)
      .toEqual([{ approvalId: asked.id, decision: 'answer', answers: { q: ['Keep them'] } }]);
  });

  it('keeps letters of an answer from deciding', async () => {
    const { decided, asked } = card(QUESTION);
    await settled();
    await userEvent.keyboard('3');
    const field = page.getByRole('textbox', { name: 'Answer: Keep the polyfills?' });
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('ax');
    await expect.element(field).toHaveValue('ax');
    expect(decided()).toEqual([]);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect
      .poll(decided)
      .toEqual([{ approvalId: asked.id, decision: 'answer', answers: { q: ['ax'] } }]);
  });

  it('sends a form when what it needs is there', async () => {
    const { asked, decided } = card(FORM);
    await settled();
    await userEvent.fill(page.getByLabelText('Summary'), 'no');
    await userEvent.click(button(/^Answer/));
    await expect.element(page.getByText('Fill in what is needed first, or decline.')).toBeVisible();
    await userEvent.fill(page.getByLabelText('Summary'), 'Retry on 503');
    await userEvent.fill(page.getByLabelText('Story points'), '3');
    await userEvent.click(button(/^Answer/));
    await expect
      .poll(decided)
      .toEqual([
        { approvalId: asked.id, decision: 'answer', content: { summary: 'Retry on 503', points: 3 } },
      ]);
  });

  it('lets a form that it cannot draw be declined alone', async () => {
    card({ ...FORM, schema: { type: 'object', properties: { a: { type: 'array' } } } } as ApprovalBody);
    await expect
      .element(page.getByText('Muster cannot draw this form, so it can only be declined.'))
      .toBeVisible();
    expect(button(/^Answer/).query()).toBeNull();
  });

  it('grants what is ticked alone', async () => {
    const { asked, decided } = card({
      kind: 'permissions',
      cwd: '/home/ada',
      permissions: {},
      parts: [
        { id: 'network', access: 'network', what: '' },
        { id: 'write /opt', access: 'write', what: '/opt' },
      ],
    });
    await settled();
    await userEvent.keyboard('1');
    await userEvent.keyboard('a');
    await expect
      .poll(decided)
      .toEqual([{ approvalId: asked.id, decision: 'accept', granted: ['write /opt'] }]);
  });
});
