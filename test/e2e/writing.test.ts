import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
  const { path } = await app.harness.addRepository('writing');
  writeFileSync(join(path, 'refund-split.ts'), '');
  await app.page.getByTestId('workspace-row').first().waitFor();
});
afterAll(() => app.dispose());

it('a draft with a picture, a long paste and a file is there after a reload and in the next life of the host, and is sent', async () => {
  const { page } = app;
  await app.startThread('[script:say text="Ready."]');
  await page.getByText('Ready.').first().waitFor();
  const composer = page.getByTestId('composer');
  await composer.evaluate(async (field) => {
    const canvas = document.createElement('canvas');
    const content = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    const paste = (data: DataTransfer) =>
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    const picture = new DataTransfer();
    picture.items.add(new File([content ?? ''], 'screen.png', { type: 'image/png' }));
    paste(picture);
    const text = new DataTransfer();
    text.setData('text/plain', Array.from({ length: 40 }, (_, at) => `log line ${at}`).join('\n'));
    paste(text);
  });
  await composer.pressSequentially('See @refspl');
  // The real Codex searches, as one types.
  await page.getByTestId('completion').getByText('refund-split.ts').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => composer.inputValue()).toBe('See @refund-split.ts ');
  const picture = page.getByRole('button', { name: 'Open screen.png' });
  const paste = page.getByRole('button', { name: 'Open the pasted text, 40 lines' });
  const whole = async (): Promise<void> => {
    await expect.poll(() => composer.inputValue()).toBe('See @refund-split.ts ');
    await picture.locator('img').waitFor();
    await paste.waitFor();
  };
  await page.reload();
  await whole();
  // What the page keeps of its own is gone: the next host alone has it.
  await page.evaluate(() => sessionStorage.clear());
  await app.stopHost();
  await app.startHost();
  await page.reload();
  await whole();
  await composer.press('Enter');
  await expect.poll(() => composer.inputValue()).toBe('');
  const thread = page.getByTestId('thread-view');
  await thread.getByText('log line 0').first().waitFor();
  await thread.getByRole('button', { name: 'Open Picture' }).locator('img').waitFor();
});

it('an approval that comes while one types takes no letter; after Escape it is answered by its key', async () => {
  const { page, harness } = app;
  const client = harness.client();
  // Out of the field of the thread before.
  await page.keyboard.press('Escape');
  await app.startThread('[script:escalate cmd="echo out of the box"]');
  const composer = page.getByTestId('composer');
  await page.getByRole('heading', { name: /echo out of the box/ }).waitFor();
  await composer.click();
  await client.until(() => client.pending()[0], 'the approval');
  const accept = page
    .getByTestId('approval-card')
    .getByRole('button', { name: /^Accept/ })
    .first();
  await accept.waitFor();
  await page.keyboard.type('as it was, exactly');
  await expect.poll(() => composer.inputValue()).toBe('as it was, exactly');
  expect(client.pending()).toHaveLength(1);
  // The first Escape leaves the field, and neither answers nor interrupts.
  await page.keyboard.press('Escape');
  expect(await composer.evaluate((field) => field === document.activeElement)).toBe(false);
  expect(client.pending()).toHaveLength(1);
  // Nothing is accepted before it could be read.
  await expect.poll(() => accept.isEnabled()).toBe(true);
  // A card that has moved takes no key for a moment: pressed until it is taken.
  const answered = async (): Promise<boolean> => {
    await page.keyboard.press('a');
    return client.pending().length === 0;
  };
  await expect.poll(answered, { timeout: 60_000, interval: 700 }).toBe(true);
  const decided = client.approvals().find(({ outcome }) => outcome?.type === 'decided');
  expect(decided?.outcome).toMatchObject({ decision: 'accept' });
  expect(await composer.inputValue()).toBe('as it was, exactly');
});
