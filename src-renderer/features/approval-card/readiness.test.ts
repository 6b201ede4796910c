import { describe, expect, it } from 'vitest';
import { Readiness } from './readiness.ts';

const both = { inView: true, hasKeys: true };

describe('Readiness', () => {
  it('counts from when the card has the keys, not from when it is in view', () => {
    const card = new Readiness(700);
    expect(card.look(0, { inView: true, hasKeys: false })).toBe(false);
    expect(card.look(5_000, both)).toBe(false);
    expect(card.left(5_000)).toBe(700);
    expect(card.look(5_699, both)).toBe(false);
    expect(card.look(5_700, both)).toBe(true);
  });

  it('counts from when the card is in view, not from when it has the keys', () => {
    const card = new Readiness(700);
    expect(card.look(0, { inView: false, hasKeys: true })).toBe(false);
    expect(card.look(2_000, both)).toBe(false);
    expect(card.look(2_700, both)).toBe(true);
  });

  it.each([
    ['leaves the view', { inView: false, hasKeys: true }],
    ['loses the keys', { inView: true, hasKeys: false }],
  ])('begins anew when the card %s', (_, moment) => {
    const card = new Readiness(700);
    card.look(0, both);
    expect(card.look(700, both)).toBe(true);
    expect(card.look(701, moment)).toBe(false);
    expect(card.left(701)).toBeNull();
    expect(card.look(702, both)).toBe(false);
    expect(card.look(1_401, both)).toBe(false);
    expect(card.look(1_402, both)).toBe(true);
  });

  it('begins anew when what is shown changes', () => {
    const card = new Readiness(700);
    card.look(0, both);
    card.restart();
    expect(card.look(700, both)).toBe(false);
    expect(card.look(1_400, both)).toBe(true);
  });
});
