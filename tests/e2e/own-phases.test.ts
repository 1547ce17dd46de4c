// A careful person's walk: photographs of cats and dogs, phases of one's own, a place in the queue, a pause, a threshold
// that is kept, and a fork whose parent is shown.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, skipReason } from '../data/shared-data.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import {
  type Application,
  chromiumPath,
  launchBrowser,
  openPage,
  startApplication,
  strangers,
  temporaryFolder,
} from './application.ts';
import { choosePath, inState, lookAt, openAt, startTraining, writeRecipe } from './walking.ts';

const folder = temporaryFolder();
const plates = join(folder.path, 'plates');
const pets = join(folder.path, 'pets');
let application: Application;
let browser: Browser;

/** The first pictures of each class, in their folders. */
function copyPets(): void {
  for (const [split, count] of [
    ['train', 60],
    ['test', 20],
  ] as const)
    for (const name of ['cat', 'dog']) {
      mkdirSync(join(pets, split, name), { recursive: true });
      for (const file of readdirSync(join(sharedData('dogs-cats'), split, name)).slice(0, count))
        cpSync(join(sharedData('dogs-cats'), split, name, file), join(pets, split, name, file));
    }
}

/** A run that has the machine until it is stopped. */
async function occupyTheMachine(page: Page): Promise<string> {
  await openAt(page, application, 'wizard/new');
  await writeRecipe(page, { ...tinyRecipe(plates, 5_000), name: 'Occupant' });
  const run = await startTraining(page);
  await inState(page, 'Running');
  return run;
}

/** A draft on the pets, up to the Adaptation step, where two phases of one's own are set. */
async function planPhases(page: Page): Promise<void> {
  await openAt(page, application, 'wizard/new');
  await page.getByRole('radio', { name: 'Picture classification' }).check();
  await page.getByRole('link', { name: /Choose the data/ }).click();
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await choosePath(page, 'Where the examples are', pets);
  await page.getByRole('heading', { name: 'Worth a look' }).waitFor({ timeout: 60_000 });
  await lookAt(page, 'pets-data');
  await writeRecipe(page, {
    name: 'Pets',
    model: { weights: 'finesse-resnet-10' },
    preprocessing: { imageSize: 64 },
    hyperparameters: { batchSize: 16, earlyStopping: false },
    engine: { threads: 1 },
  });
  await page.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
  await page
    .getByRole('link', { name: /Adaptation/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 2, name: 'Adaptation' }).waitFor();
  await page.getByRole('radio', { name: 'Expert' }).check({ force: true });
  await page.getByRole('radio', { name: 'Your own plan' }).check();
  // Whatever the preset began with is replaced by two phases: the first of the head alone, the second of everything.
  const phases = page.locator('[data-field="adaptation.phases"] > li');
  const before = await phases.count();
  for (const _ of ['first', 'second']) await page.getByRole('button', { name: 'Add a phase' }).click();
  for (let at = 0; at < before; at++)
    await phases
      .first()
      .getByRole('button', { name: /^Remove/ })
      .click();
  await setPhase(phases.first(), 'Warm-up', '2');
  await setPhase(phases.last(), 'Everything', '12');
  // From the head down: the first cell of the phase is the head's.
  await page
    .getByRole('button', { name: /in phase Warm-up: .*Train from here on/ })
    .first()
    .click();
  await page
    .getByRole('button', { name: /in phase Warm-up: Frozen/ })
    .first()
    .waitFor();
  await page.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
}

async function setPhase(phase: Locator, name: string, epochs: string): Promise<void> {
  await phase.getByLabel(/^Name: /).fill(name);
  await phase.getByLabel(/^Epochs: /).fill(epochs);
}

describe.skipIf(chromiumPath === undefined || !hasSharedData)(`own phases in a browser${skipReason}`, () => {
  beforeAll(async () => {
    copyPets();
    await writeTinyPictures(plates);
    [application, browser] = await Promise.all([
      startApplication(join(folder.path, 'store'), [plates, pets]),
      launchBrowser(),
    ]);
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    folder.remove();
  });

  it('wait in the queue, pause, resume, keep a threshold, and are forked with their parent shown', async () => {
    const { page, faults } = await openPage(browser, application);
    const foreign = strangers(page, new URL(application.url).origin);
    const occupant = await occupyTheMachine(page);
    await planPhases(page);
    await lookAt(page, 'pets-adaptation');

    const run = await startTraining(page);
    await page.getByText('Next in the queue').waitFor();
    await inState(page, 'Queued');
    await lookAt(page, 'pets-queued');
    await openAt(page, application, `runs/${occupant}/train`);
    await page.getByRole('button', { name: 'Stop…' }).click();
    await page.getByRole('radio', { name: 'Stop for good' }).check();
    await page.getByRole('button', { name: 'Stop for good' }).click();
    await inState(page, 'Stopped');

    await openAt(page, application, `runs/${run}/train`);
    await inState(page, 'Running');
    await page.getByText('Warm-up').first().waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await inState(page, 'Paused');
    await lookAt(page, 'pets-paused');
    await page.reload();
    await page.getByRole('button', { name: 'Resume' }).first().click();
    await inState(page, 'Finished');
    await lookAt(page, 'pets-finished');

    await openAt(page, application, `runs/${run}/evaluate`);
    await page.getByLabel('Class', { exact: true }).last().selectOption('cat');
    const line = page.getByRole('slider', { name: 'Threshold' });
    await line.fill('0.4');
    await page.getByRole('button', { name: 'Keep', exact: true }).first().click();
    await page.getByText('Kept: cat is answered from 40% on').waitFor();
    await page.reload();
    await page.getByText('Kept: cat is answered from 40% on').waitFor();
    // The class of the kept threshold is the one on show.
    expect(await page.getByLabel('Class', { exact: true }).last().inputValue()).toBe('cat');
    expect(await line.inputValue()).toBe('0.4');
    await lookAt(page, 'pets-evaluate');

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Fork with changes' }).click();
    await page.getByRole('heading', { level: 2, name: 'Hyperparameters' }).waitFor();
    await lookAt(page, 'pets-fork-hyperparameters');
    await page
      .getByRole('link', { name: /Adaptation/ })
      .first()
      .click();
    const phases = page.locator('[data-field="adaptation.phases"] > li');
    await setPhase(phases.last(), 'Everything, shorter', '2');
    await lookAt(page, 'pets-fork');
    const fork = await startTraining(page);
    expect(fork).not.toBe(run);
    await inState(page, 'Finished');
    await openAt(page, application, `runs/${fork}/overview`);
    await page.getByRole('heading', { name: 'Made from' }).waitFor();
    await page.getByRole('link', { name: 'Pets', exact: true }).first().waitFor();
    await page.getByText(/Everything 12 → .*Everything, shorter 2/).waitFor();
    await lookAt(page, 'pets-lineage');
    await openAt(page, application, `runs/${run}/overview`);
    await page.getByRole('heading', { name: 'Others made from it' }).waitFor();
    await page.getByRole('link', { name: 'Pets 2', exact: true }).first().waitFor();
    expect(faults).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
