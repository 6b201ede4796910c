import { afterEach, describe, expect, it } from 'vitest';
import { SECRET, startService, type Running } from '../support/change-management.ts';
import { App } from './support/app.ts';

let app: App;
let service: Running;
afterEach(async () => {
  await app.dispose();
  await service.stop();
});

describe('the gateway', () => {
  it('is set up and tried in the settings, and its word stands on the card', async () => {
    app = await App.start();
    service = await startService(app.harness.root);
    const { page } = app;
    await page.getByText('Run many agents').waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('searchbox').fill('gateway');
    const section = page.getByRole('region', { name: 'Gateway' });
    await section.getByRole('radio', { name: 'Address' }).check({ force: true });
    await section.getByRole('textbox', { name: 'Address' }).fill('nonsense');
    // What is missing or wrong is said when it would be needed, all of it, and nothing is sent.
    await section.getByRole('button', { name: 'Try it' }).click();
    await section.getByText('An address needs one').waitFor();
    expect(await section.getByRole('alert').allTextContents()).toEqual([
      expect.stringContaining('not an address'),
      expect.stringContaining('An address needs one'),
    ]);
    await section.getByRole('textbox', { name: 'Address' }).fill(service.url);

    await section.getByRole('button', { name: 'Generate' }).click();
    await section.getByText('it is not shown again').waitFor();
    expect((await section.getByLabel('Shared secret').inputValue()).length).toBe(43);
    await section.getByRole('button', { name: 'Try it' }).click();
    await section.getByText('status 401').waitFor();

    await section.getByRole('button', { name: 'Cancel' }).click();
    await section.getByRole('button', { name: 'Enter…' }).click();
    await section.getByLabel('Shared secret').fill(SECRET);
    await section.getByRole('button', { name: 'Try it' }).click();
    await section.getByText('The change management answers.').waitFor();
    await section.getByText('signed with the shared secret').waitFor();
    await section.getByRole('button', { name: 'Save' }).click();
    await section.getByText('One is kept in a file that only you can read.').waitFor();
    await section.getByText('Not asked yet').waitFor();
    expect(await page.content()).not.toContain(SECRET);

    // A choice that is not saved stands apart from what is in force, and is there when the person comes back.
    const inForce = section.getByTestId('gateway-in-force');
    await inForce.getByText('On.').waitFor();
    await section.getByRole('radio', { name: 'Off' }).check({ force: true });
    await inForce.getByText(service.url).waitFor();
    await section.getByText('not saved', { exact: true }).waitFor();
    await page.getByRole('link', { name: /Inbox/ }).first().click();
    await section.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+,');
    await section.getByRole('button', { name: 'Switch it off' }).waitFor();
    expect(await section.getByRole('radio', { name: 'Off' }).isChecked()).toBe(true);
    await section.getByRole('button', { name: 'Discard changes' }).click();
    expect(await section.getByRole('radio', { name: 'Address' }).isChecked()).toBe(true);
    await section.getByRole('button', { name: 'Enter…' }).click();
    await section.getByLabel('Shared secret').fill('typed and never saved');
    await page.getByRole('link', { name: /Inbox/ }).first().click();
    await section.waitFor({ state: 'detached' });
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(stored).not.toContain('typed and never saved');
    await page.keyboard.press('Control+,');
    expect(await section.getByLabel('Shared secret').inputValue()).toBe('typed and never saved');
    await section.getByRole('button', { name: 'Discard changes' }).click();
    expect(await section.getByLabel('Shared secret').count()).toBe(0);

    const { workspaceId } = await app.harness.addRepository('shop');
    const { threadId } = await app.harness.host.call('thread/start', {
      workspaceId,
      text: '[script:escalate cmd="echo something else"]',
      place: 'folder',
    });
    const rows = page.locator('[data-testid="inbox-row"]:not([data-ended])');
    const openCard = async (): Promise<void> => {
      await page.keyboard.press('g');
      await page.keyboard.press('i');
      await rows.first().click();
    };
    const card = page.getByTestId('approval-card');
    await openCard();
    await card.getByTestId('gateway-line').getByText('No policy is about this.').waitFor();
    await card.getByText('CHG-0001').waitFor();
    await page.keyboard.press('Control+,');
    await section.getByText('Answers: the last at').waitFor();

    // A gateway that is gone leaves the next to the person, with the reason.
    await service.stop();
    await app.harness.host.call('thread/interrupt', { threadId });
    await app.harness.host.call('thread/start', {
      workspaceId,
      text: '[script:escalate cmd="echo nobody answers"]',
      place: 'folder',
    });
    await section.getByText('Nothing listens at').waitFor();
    await openCard();
    await card.getByText('The gateway did not decide, so it is yours: Nothing listens').waitFor();
  });
});
