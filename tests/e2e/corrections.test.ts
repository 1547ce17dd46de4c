// A radiologist's walk, in French: mistakes of a run on brain MRI slices corrected in the viewer, training examples looked
// through, a second training on the same split, and the comparison of the two in words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { startRun } from '../../src-main/jobs/start-run.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { hasSharedData, sharedData, skipReason } from '../data/shared-data.ts';
import { violations } from './accessibility.ts';
import {
  type Application,
  chromiumPath,
  launchBrowser,
  openPage,
  startApplication,
  temporaryFolder,
} from './application.ts';
import { openAt, shot } from './walking.ts';

const folder = temporaryFolder();
const storeFolder = join(folder.path, 'store');
const data = sharedData('brain-mri');
let application: Application;
let browser: Browser;
let first: string;

async function firstRun(): Promise<string> {
  const store = openStore(storeFolder);
  const recipe = recipeSchema.parse({
    task: 'image-classification',
    name: 'IRM',
    model: { weights: 'finesse-resnet-10' },
    data: { path: data },
    preprocessing: { imageSize: 64 },
    adaptation: { preset: 'head' },
    hyperparameters: { epochs: 8, batchSize: 16, earlyStopping: false },
    engine: { threads: 1 },
  });
  const run = await startRun(store, recipe).done;
  expect(run.state).toBe('finished');
  closeStore(store);
  return run.id;
}

const splitsOf = (run: string) => {
  const text = readFileSync(join(storeFolder, 'runs', run, 'dataset.json'), 'utf8');
  return new Map((JSON.parse(text) as DatasetVersion).examples.map((one) => [one.contentHash, one.split]));
};

describe.skipIf(chromiumPath === undefined || !hasSharedData)(`corrections in a browser${skipReason}`, () => {
  beforeAll(async () => {
    first = await firstRun();
    [application, browser] = await Promise.all([startApplication(storeFolder, [data]), launchBrowser()]);
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    folder.remove();
  });

  it('are made in the viewer, survive a reload, are trained with on the same split, and are compared in words', async () => {
    const { page, faults } = await openPage(browser, application, { locale: 'fr-FR' });
    await page.waitForFunction(() => document.documentElement.lang === 'fr');
    await openAt(page, application, `runs/${first}/evaluate`);

    // Two mistakes of the test: one is as the model says, one is left out.
    await page.locator('.example').first().click();
    const viewer = page.getByRole('dialog');
    await viewer.getByText(/^1 sur /).waitFor();
    await viewer
      .locator('img')
      .first()
      .evaluate((image: HTMLImageElement) => image.decode());
    await shot(page, 'viewer');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('a');
    await viewer.getByText('Un exemple de test').waitFor();
    await page.keyboard.press('j');
    await viewer.getByText(/^2 sur /).waitFor();
    await page.keyboard.press('x');
    await viewer.getByText('écarté').first().waitFor();
    await viewer.getByRole('button', { name: /^Pourquoi/ }).click();
    await viewer.locator('.map').waitFor({ timeout: 60_000 });
    await shot(page, 'viewer-why');
    await page.keyboard.press('Escape');

    // The training examples, once the run was asked about them: the worst one is corrected.
    await page.getByLabel('Part des données').selectOption('train');
    await page.getByRole('button', { name: 'Les passer en revue' }).click();
    await page.locator('.example').first().waitFor({ timeout: 120_000 });
    await page.locator('.example').first().click();
    await viewer.getByText(/^1 sur /).waitFor();
    await page.keyboard.press('a');
    await viewer.locator('.badge').first().waitFor();
    await page.keyboard.press('Escape');

    // It is all there after a reload.
    await page.reload();
    const train = page.getByRole('button', { name: 'Réentraîner avec 3 corrections' });
    await train.waitFor();
    await train.scrollIntoViewIfNeeded();
    await shot(page, 'queue');
    expect(await violations(page)).toEqual([]);
    await train.click();
    await page.waitForURL((url) => /#\/runs\/[0-9a-z]+\/train/.test(url.hash) && !url.hash.includes(first));
    const second = /runs\/([0-9a-z]+)/.exec(page.url())![1]!;
    await page.getByText('Terminée', { exact: true }).first().waitFor({ timeout: 240_000 });

    // Nobody moved.
    const [before, after] = [splitsOf(first), splitsOf(second)];
    for (const [hash, split] of after) expect(split).toBe(before.get(hash));
    expect(before.size - after.size).toBe(1);

    await openAt(page, application, `runs/${second}/evaluate`);
    await page.getByText('Par rapport à IRM, dont elle est issue').waitFor();
    await page.getByText(/^2 étiquettes corrigées/).waitFor();
    await page.getByText(/^1 exemple écarté/).waitFor();
    await page.getByText(/erreurs que vous avez corrigées (a|ont) disparu/).waitFor();
    await page
      .getByText(/exemples de test non modifiés/)
      .first()
      .waitFor();
    await shot(page, 'since-parent');
    await openAt(page, application, `compare?ids=${first},${second}&baseline=${first}`);
    await page.getByRole('heading', { name: 'Comparer', level: 1 }).waitFor();
    await page.getByText(/^2 étiquettes corrigées/).waitFor();
    await page.getByRole('cell', { name: '2', exact: true }).first().waitFor();
    expect(await page.getByText(/data\.relabel\.[0-9a-f]{4}/).count()).toBe(0);
    await shot(page, 'compare');
    expect(await violations(page)).toEqual([]);
    await openAt(page, application, `runs/${second}/overview`);
    const parent = page.getByRole('link', { name: 'IRM', exact: true }).first();
    await parent.scrollIntoViewIfNeeded();
    await page.getByText(/Étiquettes corrigées 0 → 2/).waitFor();
    expect(await page.getByText(/data\.relabel\.[0-9a-f]{4}/).count()).toBe(0);
    await shot(page, 'lineage');
    expect(faults).toEqual([]);
  }, 480_000);
});
