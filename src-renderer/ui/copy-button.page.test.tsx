import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FakeHost } from '../dev/fake-host.ts';
import { show } from '../dev/stage.tsx';
import { CopyButton } from './copy-button.tsx';

/** The browser's clipboard is this, or nothing, as over plain HTTP. */
function clipboardIs(clipboard: Partial<Clipboard> | undefined): void {
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
}
const execCommand = document.execCommand.bind(document);
beforeEach(() =>
  show(
    <>
      <CopyButton text="https://muster.example/#x" label="Copy the link" />
      <textarea aria-label="Somewhere else" />
    </>,
    new FakeHost(),
  ),
);
afterEach(() => {
  Reflect.deleteProperty(navigator, 'clipboard');
  document.execCommand = execCommand;
});
const button = page.getByRole('button');

describe('copying', () => {
  it('says that it is done', async () => {
    const written: string[] = [];
    clipboardIs({ writeText: async (text) => void written.push(text) });
    await userEvent.click(button);
    await expect.element(button).toHaveTextContent('Copied');
    expect(written).toEqual(['https://muster.example/#x']);
  });

  it('goes another way where the browser gives no clipboard', async () => {
    clipboardIs(undefined);
    await userEvent.click(button);
    await expect.element(button).toHaveTextContent('Copied');
    const elsewhere = page.getByRole('textbox', { name: 'Somewhere else' });
    await userEvent.click(elsewhere);
    await userEvent.keyboard('{Control>}v{/Control}');
    await expect.element(elsewhere).toHaveValue('https://muster.example/#x');
  });

  it('says so when there is no way', async () => {
    clipboardIs({ writeText: () => Promise.reject(new Error('not allowed')) });
    document.execCommand = () => false;
    await userEvent.click(button);
    await expect.element(page.getByRole('status')).toHaveTextContent('This browser gives no clipboard here');
    await expect.element(button).toHaveTextContent('Copy the link');
  });
});
