import { describe, expect, it } from 'vitest';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import {
  formatRoute,
  parseRoute,
  toChanges,
  toFleet,
  toGroup,
  toInbox,
  toJournal,
  toThread,
  type Route,
} from './routes.ts';

describe('routes', () => {
  it('come back as they were', () => {
    const routes: Route[] = [
      toFleet(),
      toFleet(asId('w 1')),
      toThread(asId('t'), asId('w')),
      toChanges(asId('t')),
      toChanges(asId('t'), { scope: 'turn', turn: 'a b', file: 'it\'s "a"\nname?&#.ts' }, asId('w')),
      toInbox(),
      toGroup('k1'),
      toInbox(asId<ApprovalId>('gen/"a&b#c"')),
      { view: 'workspaces', workspace: asId('w') },
      { view: 'terminals' },
      { view: 'rules' },
      toJournal(),
      toJournal({ text: 'a&b "c d"', outcome: 'late', thread: 't', when: '2026-01-02..' }, asId('g/1')),
      { view: 'settings' },
      { view: 'welcome' },
      { view: 'more' },
    ];
    for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  it('take anything else for the fleet', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#%%%']) expect(parseRoute(hash)).toEqual(toFleet());
  });
});
