// From nothing to an exported model, as a person goes: the wizard on the bundled pictures and on bundled texts.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './accessibility.ts';
import {
  type Application,
  chromiumPath,
  launchBrowser,
  openPage,
  startApplication,
  strangers,
  temporaryFolder,
} from './application.ts';

const folder = temporaryFolder();
const exports = join(folder.path, 'exports');
let application: Application;
let browser: Browser;

const steps = ['Model', 'Data', 'Preprocessing', 'Adaptation', 'Hyperparameters'];

/** Fills the draft with sample data, goes through every step, and starts. */
async function throughTheWizard(page: Page, sample: string, epochs: string): Promise<void> {
  await page.getByRole('link', { name: 'New training', exact: true }).click();
  await page.getByRole('button', { name: sample }).click();
  await page.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
  for (const step of steps) {
    await page.getByRole('link', { name: `Next: ${step}` }).click();
    await page.getByRole('heading', { level: 2, name: step }).waitFor();
    if (step === 'Adaptation' && (await page.getByText('Only the head').count()) > 0)
      await page.getByRole('radio', { name: 'Only the head' }).check();
  }
  await page.getByLabel('Epochs', { exact: true }).fill(epochs);
  await page.getByText('Ready', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.waitForURL(/#\/runs\/[0-9a-z]+\/train/);
}

/** Exports as ONNX into a folder, by the picker. */
async function exportOnnx(page: Page, into: string): Promise<void> {
  await page.getByRole('button', { name: 'ONNX: Export…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'exports' }).first().click();
  await dialog.getByText(exports, { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'New folder' }).click();
  await dialog.getByLabel('Name of the folder').fill(into);
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await dialog.getByText(join(exports, into), { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
  await page.getByText(/Checked on \d+ examples/).waitFor({ timeout: 60_000 });
}

describe.skipIf(chromiumPath === undefined)('the wizard in a browser', () => {
  beforeAll(async () => {
    mkdirSync(exports);
    application = await startApplication(join(folder.path, 'store'), [exports]);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    folder.remove();
  });

  it('leads from the sample pictures to a measured and exported model, without a foreign request', async () => {
    const { page, faults } = await openPage(browser, application);
    const foreign = strangers(page, new URL(application.url).origin);
    await throughTheWizard(page, 'Try with sample pictures', '2');
    await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 180_000 });
    await page.getByRole('link', { name: 'Evaluate', exact: true }).click();
    await page.getByRole('heading', { name: 'What to try next' }).waitFor();
    await page
      .getByRole('button', { name: /^[1-9]\d*: true class/ })
      .first()
      .click();
    await page.locator('img[src^="/media/prediction/"]').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Use', exact: true }).click();
    await exportOnnx(page, 'plates');
    expect(existsSync(join(exports, 'plates', 'model.onnx'))).toBe(true);
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it('leads from the sample texts to predictions and an exported model', async () => {
    const { page, faults } = await openPage(browser, application);
    await throughTheWizard(page, 'Try with sample texts', '2');
    await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 180_000 });
    await page.getByRole('link', { name: 'Use', exact: true }).click();
    await page.getByLabel('Text', { exact: true }).fill('My card was charged twice this month.');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('ol li').first().waitFor({ timeout: 30_000 });
    await exportOnnx(page, 'tickets');
    expect(existsSync(join(exports, 'tickets', 'model.onnx'))).toBe(true);
    expect(faults).toEqual([]);
  });

  it('keeps a draft through a reload, and says what it lacks as links to the fields', async () => {
    const { page } = await openPage(browser, application);
    await page.goto(`${new URL(application.url).origin}/#/wizard/new`);
    await page.getByText('Not ready').waitFor();
    await page.getByRole('radio', { name: 'Text classification' }).check();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    expect(await page.getByRole('radio', { name: 'Text classification' }).isChecked()).toBe(true);
    await page.getByRole('link', { name: /Choose the data/ }).click();
    await page.getByRole('heading', { level: 2, name: 'Data' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('can be walked with the keyboard alone', async () => {
    const { page } = await openPage(browser, application);
    await page.goto(`${new URL(application.url).origin}/#/wizard/new`);
    await page.getByRole('heading', { level: 2, name: 'Task' }).waitFor();
    const reach = async (wanted: RegExp) => {
      for (let presses = 0; presses < 120; presses += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(
          () =>
            document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
        );
        if (wanted.test(focused)) return;
      }
      throw new Error(`Tab never reached ${wanted}`);
    };
    await reach(/Try with sample pictures/);
    await page.keyboard.press('Enter');
    await page.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
    await reach(/Next: Model/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Model' }).waitFor();
  });
});
