import { describe, expect, it } from 'vitest';
import { pictureEnding } from './picture-content.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (one) => one.charCodeAt(0));

describe('pictureEnding', () => {
  it.each([
    ['png', '\x89PNG\r\n\x1a\n____'],
    ['jpg', '\xff\xd8\xff\xe0____'],
    ['gif', 'GIF89a____'],
    ['webp', 'RIFF\x01\x02\x03\x04WEBPVP8 '],
  ])('knows %s by how it begins', (ending, content) => {
    expect(pictureEnding(bytes(content))).toBe(ending);
  });

  it.each([
    ['a text', 'picture.png'],
    ['a sound in the same container as WebP', 'RIFF\x01\x02\x03\x04WAVEfmt '],
    ['an SVG, which can run scripts', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['half a PNG signature', '\x89PNG'],
    ['nothing', ''],
  ])('knows %s as no picture', (_, content) => {
    expect(pictureEnding(bytes(content))).toBeNull();
  });
});
