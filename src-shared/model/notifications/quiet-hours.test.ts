import { describe, expect, it } from 'vitest';
import { asId, type WorkspaceId } from '../ids.ts';
import { quietHoursProblem, quietUntil, spanProblem } from './quiet-hours.ts';

const w = asId<WorkspaceId>('w');
/** Local time: 2026-03-06 is a Friday. */
const at = (day: number, hours: number, minutes = 0): number =>
  new Date(2026, 2, day, hours, minutes).getTime();

describe('quiet hours', () => {
  it('last over midnight, and end at their minute', () => {
    const hours = { '*': ['22:00-07:00'] };
    expect(quietUntil(hours, w, at(4, 21, 59))).toBeNull();
    expect(quietUntil(hours, w, at(4, 22))).toBe(at(5, 7));
    expect(quietUntil(hours, w, at(5, 6, 59))).toBe(at(5, 7));
    expect(quietUntil(hours, w, at(5, 7))).toBeNull();
    expect(quietUntil({ '*': ['12:00-13:30'] }, w, at(5, 13))).toBe(at(5, 13, 30));
  });

  it('run into each other: Friday night, the weekend, and the night before Monday', () => {
    const hours = { '*': ['18:00-08:00', 'weekend'] };
    expect(quietUntil(hours, w, at(6, 19))).toBe(at(9, 8));
    expect(quietUntil(hours, w, at(8, 12))).toBe(at(9, 8));
    expect(quietUntil(hours, w, at(6, 12))).toBeNull();
  });

  it('are of a workspace of its own before they are of all', () => {
    const hours = { '*': ['always'], w: [] };
    expect(quietUntil(hours, w, at(4, 12))).toBeNull();
    expect(quietUntil(hours, asId<WorkspaceId>('other'), at(4, 12))).toBe(Infinity);
    expect(quietUntil({}, w, at(4, 12))).toBeNull();
    expect(quietUntil({ '*': ['00:00-12:00', '12:00-00:00'] }, w, at(4, 12))).toBe(Infinity);
    // No workspace is called like what every object has.
    expect(quietUntil({}, asId<WorkspaceId>('constructor'), at(4, 12))).toBeNull();
  });

  it.each([
    [null],
    [[]],
    [{ w: 'always' }],
    [{ w: ['25:00-07:00'] }],
    [{ w: ['07:00-07:00'] }],
    [{ w: [1] }],
  ])('cannot be %j', (value) => {
    expect(quietHoursProblem(value)).toMatch(/^Quiet hours are/);
  });

  it.each([
    ['22:00', '22:00', /same minute/],
    ['', '07:00', /Both/],
    ['22:00', '', /Both/],
    ['22:00', '24:00', /23:59/],
  ])('do not last from %j to %j, and it is said why', (from, to, why) => {
    expect(spanProblem(from, to)).toMatch(why);
    expect(quietHoursProblem({ w: [`${from}-${to}`] })).not.toBeNull();
  });

  it('last between any two times that differ', () => {
    expect(spanProblem('22:00', '07:00')).toBeNull();
    expect(spanProblem('00:00', '23:59')).toBeNull();
  });

  it('can be what the control makes', () => {
    expect(quietHoursProblem({ '*': ['22:00-07:00', 'weekend'], w: [], x: ['always'] })).toBeNull();
  });
});
