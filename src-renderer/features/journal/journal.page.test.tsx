import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { JournalRequest } from '#shared/contract/calls/journal.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import { useRoute } from '../../platform/routes.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { approval, command, journalRequest } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { JournalList } from './index.ts';

let requests: readonly JournalRequest[];
let host: FakeHost;
beforeEach(() => {
  requests = Array.from({ length: 150 }, (_, at) => journalRequest(900 - at, `npm run step-${at}`));
  host = new FakeHost({
    'journal/choices': () => ({
      workspaces: ['payments-api'],
      kinds: ['command'],
      decidedBy: ['person'],
      rules: [],
    }),
    'journal/search': ({ filter, limit, cursor = Infinity }) => {
      const found = requests.filter(({ code }) => code.includes(filter.text ?? ''));
      const rest = found.filter(({ seq }) => seq < cursor);
      return {
        requests: rest.slice(0, limit),
        cursor: rest.length > limit ? (rest[limit - 1]?.seq ?? null) : null,
        total: { count: found.length, more: false },
        lookedAt: null,
      };
    },
  });
});

function Journal() {
  const route = useRoute();
  if (route.view !== 'journal') return null;
  return (
    <div style={{ height: '700px', display: 'grid' }}>
      <JournalList find={route.find} request={route.request} single={false} rowHeight={52} />
    </div>
  );
}
const journal = (): void => show(<Journal />, host, '#/journal');
const rows = page.getByTestId('journal-row');
const step = (at: number) => page.getByRole('link', { name: new RegExp(`npm run step-${at} `) });

describe('the list of the journal', () => {
  it('searches as one types, marks the words, and puts them into the address', async () => {
    journal();
    await expect.element(page.getByText('150 requests')).toBeVisible();
    await userEvent.keyboard('/');
    await userEvent.keyboard('step-77');
    await expect.poll(() => rows.elements()).toHaveLength(1);
    await expect.element(page.getByText('1 request', { exact: true })).toBeVisible();
    expect(rows.element().querySelector('mark')?.textContent).toBe('step-77');
    await expect.poll(() => location.hash).toContain('text=step-77');
  });

  it('says that nothing matches, and shows all again', async () => {
    journal();
    await userEvent.fill(page.getByRole('searchbox', { name: 'Search the journal' }), 'nothing like it');
    await expect.element(page.getByText('Nothing matches')).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Clear search and filters' }));
    await expect.element(page.getByText('150 requests')).toBeVisible();
  });

  it('gives the focus to the row that the keys came to', async () => {
    journal();
    await expect.element(step(0)).toBeVisible();
    await userEvent.keyboard('j');
    await expect.element(step(0)).toHaveFocus();
    await expect.element(step(0)).toHaveAttribute('aria-current', 'true');
    await userEvent.keyboard('jj');
    await expect.element(step(2)).toHaveFocus();
    await userEvent.keyboard('k');
    await expect.element(step(1)).toHaveFocus();
  });

  it('gives the focus also to a row that is drawn only once it was scrolled to', async () => {
    journal();
    await expect.element(step(0)).toBeVisible();
    await userEvent.keyboard('k');
    // The last of those that are known by then.
    await expect.element(step(59)).toHaveFocus();
  });

  it('asks for older ones as it comes near to the end, once for each page', async () => {
    journal();
    await expect.element(step(0)).toBeVisible();
    expect(host.callsOf('journal/search').map(({ cursor }) => cursor)).toEqual([undefined]);
    await userEvent.keyboard('k');
    await expect
      .poll(() => host.callsOf('journal/search').map(({ cursor }) => cursor))
      .toEqual([undefined, 841]);
  });

  it('counts what comes while the pointer is on it, moves no row, and shows it on demand', async () => {
    journal();
    await userEvent.hover(step(0));
    requests = [journalRequest(901, 'npm run brand-new'), ...requests];
    host.approval(approval(command('npm run brand-new')));
    const news = page.getByRole('button', { name: '1 new request · show' });
    await expect.element(news).toBeVisible();
    expect(page.getByText('brand-new').query()).toBeNull();
    await userEvent.click(news);
    await expect.element(page.getByText('npm run brand-new')).toBeVisible();
  });

  it('is where it was when one comes back to the same question, and at its top for another', async () => {
    journal();
    await expect.element(step(0)).toBeVisible();
    const scroller = () => document.querySelector('.journal-scroll') as HTMLElement;
    scroller().scrollTop = 900;
    await expect.element(step(34)).toBeVisible();
    location.hash = '#/rules';
    await expect.poll(() => rows.elements()).toHaveLength(0);
    location.hash = '#/journal';
    await expect.poll(() => scroller()?.scrollTop).toBe(900);
    location.hash = '#/journal?text=step-1';
    await expect.poll(() => scroller()?.scrollTop).toBe(0);
  });

  it('says why it cannot be searched, and tries again on demand', async () => {
    let broken = true;
    const { 'journal/search': search } = { 'journal/search': () => requests };
    host.answer({
      'journal/search': () => {
        if (broken) throw new ContractFailure({ code: 'internal', message: 'The database is locked.' });
        return {
          requests: search().slice(0, 3),
          cursor: null,
          total: { count: 3, more: false },
          lookedAt: null,
        };
      },
    });
    journal();
    await expect.element(page.getByText('The database is locked.')).toBeVisible();
    broken = false;
    await userEvent.click(page.getByRole('button', { name: 'Try again' }));
    await expect.poll(() => rows.elements()).toHaveLength(3);
  });
});
