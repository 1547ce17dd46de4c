// Past and present runs in a browser: browsing, comparing, forking, following through reloads and deaths of the engine.
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRun } from '../../src-main/jobs/start-run.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
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
const data = join(folder.path, 'plates');
const storeFolder = join(folder.path, 'store');
let application: Application;
let browser: Browser;

/** Two finished runs that differ in their learning rate, made without the application. */
async function pastRuns(): Promise<void> {
  await writeTinyPictures(data);
  const store = openStore(storeFolder);
  for (const [name, learningRate] of [
    ['Careful', 0.003],
    ['Bold', 0.03],
  ] as const) {
    const { hyperparameters, ...rest } = tinyRecipe(data, 2);
    const recipe = recipeSchema.parse({
      ...rest,
      name,
      hyperparameters: { ...hyperparameters, learningRate },
    });
    const run = await startRun(store, recipe).done;
    expect(run.state).toBe('finished');
  }
  closeStore(store);
}

const origin = () => new URL(application.url).origin;
const openAt = async (page: Page, place: string) => page.goto(`${origin()}/#/${place}`);

function enginePid(): number {
  const db = new BetterSqlite(join(storeFolder, 'finesse.db'), { readonly: true });
  try {
    return db.prepare("SELECT engine_pid FROM runs WHERE state = 'running'").pluck().get() as number; // INTEGER
  } finally {
    db.close();
  }
}

describe.skipIf(chromiumPath === undefined)('runs in a browser', () => {
  beforeAll(async () => {
    await pastRuns();
    application = await startApplication(storeFolder, [folder.path]);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    folder.remove();
  });

  it('are browsed, compared and forked without a request to anywhere else', async () => {
    const { page, faults } = await openPage(browser, application);
    const foreign = strangers(page, origin());
    await openAt(page, 'runs');
    await page.getByText('Careful').first().waitFor();
    await page.getByText('Bold').first().waitFor();
    expect(await violations(page)).toEqual([]);
    const ids = await page.evaluate(() =>
      [...document.querySelectorAll('a[href^="#/runs/"]')].map(
        (link) => link.getAttribute('href')!.split('/')[2]!,
      ),
    );
    const [first, second] = [...new Set(ids)];
    await openAt(page, `compare?ids=${first},${second}&baseline=${second}`);
    await page
      .getByText('hyperparameters.learningRate')
      .or(page.getByText('Learning rate'))
      .first()
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await openAt(page, `runs/${first}/overview`);
    await page.getByText('plates').first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it('go on through a reload of the page and a killed engine, to the end', async () => {
    const { page } = await openPage(browser, application);
    await openAt(page, 'home');
    // Long enough that something can happen to it, also on a fast machine.
    const { hyperparameters, ...rest } = tinyRecipe(data, 250);
    await openAt(page, 'wizard/11111111-2222-4333-8444-555555555555/hyperparameters');
    await page.getByRole('button', { name: 'Recipe' }).click();
    await page
      .getByLabel('Recipe as JSON')
      .fill(JSON.stringify({ ...rest, name: 'Interrupted', hyperparameters }, null, 2));
    await page.getByRole('button', { name: 'Use these changes' }).click();
    await page.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.waitForURL(/#\/runs\/[0-9a-z]+\/train/);
    await page.getByText('Running', { exact: true }).first().waitFor({ timeout: 60_000 });
    await page.reload();
    await page.getByText('Running', { exact: true }).first().waitFor({ timeout: 60_000 });
    await expect.poll(enginePid, { timeout: 30_000 }).toBeGreaterThan(0);
    process.kill(enginePid(), 'SIGKILL');
    await page.getByText('Interrupted', { exact: true }).nth(1).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Resume' }).first().click();
    await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 180_000 });
  });

  it('speak French as soon as it is chosen, on every screen', async () => {
    const { page, faults } = await openPage(browser, application);
    await openAt(page, 'settings');
    await page.getByLabel('Language').first().waitFor();
    await page
      .getByRole('radio', { name: 'Français' })
      .or(page.getByLabel('Language').locator('option[value=fr]'))
      .first()
      .waitFor({ state: 'attached' });
    const select = page.locator('select').filter({ has: page.locator('option[value=fr]') });
    if ((await select.count()) > 0) await select.first().selectOption('fr');
    else await page.getByRole('radio', { name: 'Français' }).check({ force: true });
    await page.getByRole('heading', { level: 1, name: 'Réglages' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');
    for (const [place, heading] of [
      ['runs', 'Exécutions'],
      ['models', 'Modèles'],
      ['home', ''],
    ] as const) {
      await openAt(page, place);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      expect(await violations(page)).toEqual([]);
    }
    expect(faults).toEqual([]);
  });

  it('stand the dark theme: every screen keeps its contrast', async () => {
    const { page } = await openPage(browser, application, { colorScheme: 'dark' });
    for (const place of ['home', 'runs', 'models', 'settings']) {
      await openAt(page, place);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(500);
      expect(await violations(page), place).toEqual([]);
    }
  });
});
