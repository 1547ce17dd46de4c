// Runs and classes with names that are HTML, on every screen of Chromium that shows them, the pointer led over every
// chart: nothing of a name becomes an element, and the page stays where it is.
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRun } from '../../src-main/jobs/start-run.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { editRuns } from '../../src-main/store/run-edits.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
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

const folder = temporaryFolder();
const data = join(folder.path, 'plates');
const storeFolder = join(folder.path, 'store');
const names = [
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '"><img src=x onerror="globalThis.hostile=1"><iframe src=https://evil.example/>',
];
/** No name of a folder holds a slash. */
const classes = [
  '<meta http-equiv=refresh content=0;url=evil.html>',
  '<img src=x onerror=globalThis.hostile=1>',
];
const ids: string[] = [];
let application: Application;
let browser: Browser;

async function runsOfOthers(): Promise<void> {
  await writeTinyPictures(data);
  renameSync(join(data, 'dark'), join(data, classes[0]!));
  renameSync(join(data, 'light'), join(data, classes[1]!));
  mkdirSync(storeFolder, { recursive: true });
  const store = openStore(storeFolder);
  for (const [at, name] of names.entries()) {
    const { hyperparameters, ...rest } = tinyRecipe(data, 3);
    const recipe = recipeSchema.parse({
      ...rest,
      name,
      hyperparameters: { ...hyperparameters, learningRate: [0.003, 0.03][at] },
    });
    const run = await startRun(store, recipe).done;
    expect(run.state).toBe('finished');
    editRuns(store.db, [run.id], { notes: name, addTags: [`<b>${at}`] });
    ids.push(run.id);
  }
  closeStore(store);
}

/** Leads the pointer over every chart, so that every tooltip stands once. */
async function pointAtCharts(page: Page): Promise<void> {
  await page.locator('figure canvas').first().waitFor();
  for (const canvas of await page.locator('figure canvas').all()) {
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    if (box === null) continue;
    for (let x = 0.08; x < 1; x += 0.07)
      for (let y = 0.1; y < 1; y += 0.08)
        await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
  }
}

/** Runs in the page: notes what comes into its body that only a name can have brought, however shortly, and tooltips. */
function watch(): void {
  const seen = { injected: [] as string[], tooltips: [] as string[] };
  Object.assign(globalThis, { seen });
  const harmful = 'meta, iframe, object, embed, base, [onerror], [onload]';
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof Element) || document.body?.contains(node) === false) continue;
      for (const element of [node, ...node.querySelectorAll('*')])
        if (element.matches(harmful) && document.body?.contains(element))
          seen.injected.push(element.outerHTML.slice(0, 200));
      if (node.closest('figure') !== null && node.matches('div') && node.textContent !== '')
        seen.tooltips.push(node.textContent);
    }
  }).observe(document, { childList: true, subtree: true });
}

const seenIn = (page: Page) =>
  page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { injected: string[]; tooltips: string[] } }; // set by `watch`
    return { ...seen, ran: 'hostile' in globalThis };
  });

describe.skipIf(chromiumPath === undefined)('names of others in a browser', () => {
  beforeAll(async () => {
    await runsOfOthers();
    application = await startApplication(storeFolder, [folder.path]);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    folder.remove();
  });

  it('are text on every screen, in charts too', async () => {
    const { page } = await openPage(browser, application);
    const { origin } = new URL(application.url);
    const foreign = strangers(page, origin);
    const places = [
      'home',
      'runs',
      `compare?ids=${ids.join(',')}&baseline=${ids[1]}`,
      ...['overview', 'train', 'evaluate', 'use'].map((tab) => `runs/${ids[0]}/${tab}`),
    ];
    const tooltips: string[] = [];
    await page.addInitScript(watch);
    for (const place of places) {
      await page.goto('about:blank');
      await page.goto(`${origin}/#/${place}`);
      await page.getByText(names[0]!, { exact: false }).first().waitFor();
      if (/compare|train/.test(place)) await pointAtCharts(page);
      if (place.startsWith('compare') && process.env.SCREENSHOT !== undefined)
        await page.screenshot({ path: process.env.SCREENSHOT });
      expect(page.url(), place).toBe(`${origin}/#/${place}`);
      const seen = await seenIn(page);
      expect([seen.injected, seen.ran], place).toEqual([[], false]);
      tooltips.push(...seen.tooltips);
    }
    // Those of runs' lines and points say whole names.
    for (const name of names) expect(tooltips.some((text) => text.includes(name))).toBe(true);
    expect(foreign).toEqual([]);
  });
});
