import { describe, expect, it } from 'vitest';
import { joinAttached, pictureIdAt, promptOf, promptWords } from './attached.ts';

const ID = `${'a1'.repeat(32)}.png`;

describe('pictureIdAt', () => {
  it('knows a picture of a host by its path, on any system', () => {
    expect(pictureIdAt(`/home/ada/.muster/pictures/${ID}`)).toBe(ID);
    expect(pictureIdAt(`C:\\Users\\ada\\pictures\\${ID}`)).toBe(ID);
  });
  it('takes nothing else for one', () => {
    expect(pictureIdAt('/home/ada/pictures/cat.png')).toBeNull();
    expect(pictureIdAt(`/elsewhere/${ID}`)).toBeNull();
    expect(pictureIdAt(`/pictures/${ID}.exe`)).toBeNull();
  });
});

describe('promptOf', () => {
  it('is what was sent, with its pictures and skills', () => {
    expect(
      promptOf([
        { type: 'picture', id: ID },
        { type: 'skill', name: 'deploy', path: '/s/SKILL.md' },
        { type: 'text', text: 'look at this' },
      ]),
    ).toEqual({
      text: 'look at this',
      attached: [
        { type: 'picture', id: ID, name: 'Picture' },
        { type: 'skill', name: 'deploy', path: '/s/SKILL.md' },
      ],
      whole: true,
    });
  });
  it('says when something of it cannot be sent again', () => {
    expect(
      promptOf([
        { type: 'text', text: 'hear' },
        { type: 'localAudio', path: '/a.wav' },
      ]),
    ).toEqual({
      text: 'hear',
      whole: false,
    });
  });
});

describe('what goes with a text', () => {
  const picture = { type: 'picture', id: ID, name: 'one.png' } as const;
  it('is there once, where it came from two sides', () => {
    expect(joinAttached([picture], [{ ...picture, name: 'again.png' }])).toEqual([picture]);
  });
  it('is what is named where there is no text', () => {
    expect(promptWords({ text: ' ', attached: [picture, picture] })).toBe('2 pictures');
    expect(promptWords({ text: 'why?', attached: [picture] })).toBe('why?');
  });
});
