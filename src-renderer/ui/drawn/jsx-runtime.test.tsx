import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

const drawn = renderToStaticMarkup;
const HIDING = [
  '\u202e',
  '\u2066',
  '\u200b',
  '\u3164',
  '\u2800',
  '\u115f',
  '\u1160',
  '\uffa0',
  '\u180e',
  '\u{e0041}',
];

function Row({ title }: { title: string }) {
  return (
    <li aria-label={`Thread ${title}`} title={title}>
      <span>{title}</span>, 3 files
    </li>
  );
}

describe('every text that the page draws', () => {
  it.each(HIDING)('shows %j as a mark, wherever it stands', (char) => {
    const html = drawn(<Row title={`fix${char}gpj`} />);
    expect(html).not.toContain(char);
    expect(html).toMatch(/<span>fix<span class="unseen" title="[^"]+">[^<]+<\/span>gpj<\/span>, 3 files/);
    // Tooltips and what is read out can hold no elements.
    expect(html).toMatch(/title="fix\[[\w+]+\]gpj"/);
    expect(html).toMatch(/aria-label="Thread fix\[[\w+]+\]gpj"/);
    expect(
      drawn(
        <select>
          <option>{`a${char}`}</option>
        </select>,
      ),
    ).toMatch(/<option>a\[[\w+]+\]<\/option>/);
    expect(
      drawn(
        <>
          {`a${char}`}
          {['b', `c${char}`]}
        </>,
      ),
    ).toMatch(/^a<span[^>]+>[^<]+<\/span>bc<span/);
  });

  it('isolates what is written from right to left from what stands beside it', () => {
    expect(drawn(<p>שלום עולם (3) — 3 files</p>)).toBe('<p><bdi>שלום עולם</bdi> (3) — 3 files</p>');
    expect(drawn(<p>{['main ', 'مرحبا 1 بك', ' 2']}</p>)).toBe('<p>main <bdi>مرحبا 1 بك</bdi> 2</p>');
  });

  it.each(['grüße 日本語 привет', '👩‍💻 ⚠️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'नमस्ते क्‍ष', 'two\nlines\tand tabs', 'l’été 12 000'])(
    'leaves alone what people write: %s',
    (text) => {
      expect(drawn(<p title={text}>{text}</p>)).toBe(`<p title="${text}">${text}</p>`);
    },
  );

  it('takes a line end of Windows for one', () => {
    expect(drawn(<p>{'a\r\nb'}</p>)).toBe('<p>a\nb</p>');
    expect(drawn(<p>{'a\rb'}</p>)).toContain('CR');
  });

  it('changes no value, address or key, and draws a bounded number of marks', () => {
    const html = drawn(<input value={'a\u202eb'} readOnly data-name={'c\u202ed'} />);
    expect(html).toContain('value="a\u202eb"');
    expect(html).toContain('data-name="c\u202ed"');
    const many = drawn(<p>{'\u200b'.repeat(100_000)}</p>);
    expect(many.split('class="unseen"').length).toBeLessThan(2000);
    expect(many).not.toContain('\u200b');
  });
});
