import { describe, expect, it } from 'vitest';
import type { Question } from '#shared/model/approval/approval.ts';
import { choicesOf, openQuestion, OTHER, questionAnswers, type QuestionDraft } from './question-draft.ts';

const question = (id: string, labels: string[] | null, other = false): Question => ({
  id,
  header: '',
  question: `${id}?`,
  secret: false,
  other,
  options: labels?.map((label) => ({ label, description: '' })) ?? null,
});
const chosen = (choice: string, other = ''): QuestionDraft => ({ choice, other });
const typed = (other: string): QuestionDraft => ({ choice: null, other });

const colour = question('colour', ['red', 'green'], true);
const name = question('name', null);

describe('answers', () => {
  it('are complete when every question has a choice, or words where it wants words', () => {
    expect(questionAnswers([colour, name], { colour: chosen('red') })).toBeNull();
    expect(questionAnswers([colour, name], { colour: chosen('red'), name: typed('  ') })).toBeNull();
    expect(questionAnswers([colour, name], { colour: chosen('red'), name: typed(' Otter\n') })).toEqual({
      colour: ['red'],
      name: ['Otter'],
    });
  });

  it('take the words of something else, and want them', () => {
    expect(questionAnswers([colour], { colour: chosen(OTHER) })).toBeNull();
    expect(questionAnswers([colour], { colour: chosen(OTHER, 'blue') })).toEqual({ colour: ['blue'] });
  });
});

describe('the question that keys answer', () => {
  it('is the first without an answer, and the last when all have one', () => {
    const two = [colour, question('size', ['small', 'large'])];
    expect(openQuestion(two, {})?.id).toBe('colour');
    expect(openQuestion(two, { colour: chosen('red') })?.id).toBe('size');
    expect(openQuestion(two, { colour: chosen('red'), size: chosen('small') })?.id).toBe('size');
    expect(openQuestion([], {})).toBeUndefined();
  });

  it('offers its choices in the order in which they are shown', () => {
    expect(choicesOf(colour)).toEqual(['red', 'green', OTHER]);
    expect(choicesOf(name)).toEqual([]);
  });
});
