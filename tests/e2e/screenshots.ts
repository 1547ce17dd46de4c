// `npm run screenshots`: every screen in both themes and both languages, with a finished run and one under way, into
// docs/screenshots. Needs Chromium; takes some minutes, since it trains.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { launchBrowser, openPage, startApplication, temporaryFolder } from './application.ts';

const target = 'docs/screenshots';
const themes = ['light', 'dark'] as const;
const languages = ['en', 'fr'] as const;

await build({ configFile: 'vite.renderer.config.ts', logLevel: 'warn' });
mkdirSync(target, { recursive: true });
const folder = temporaryFolder();
const application = await startApplication(join(folder.path, 'store'));
const { origin } = new URL(application.url);
const browser = await launchBrowser();

async function go(page: Page, place: string): Promise<void> {
  await page.goto(`${origin}/#/${place}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Charts and pictures come after the first paint.
  await page.waitForTimeout(2_500);
}

async function startSample(page: Page): Promise<string> {
  await go(page, 'wizard/new');
  await page.getByRole('button', { name: 'Try with sample pictures' }).click();
  await page.getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
  const draft = /wizard\/([^/]+)/.exec(page.url())?.[1] ?? '';
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.waitForURL(/#\/runs\/[0-9a-z]+\/train/);
  return draft;
}

async function setLanguage(page: Page, language: string): Promise<void> {
  await go(page, 'settings');
  const select = page.locator('select').filter({ has: page.locator('option[value=fr]') });
  if ((await select.count()) > 0) await select.first().selectOption(language);
  else await page.locator(`input[type=radio][value=${language}]`).first().check({ force: true });
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
}

try {
  const { page } = await openPage(browser, application);
  await startSample(page);
  const run = /runs\/([0-9a-z]+)/.exec(page.url())?.[1] ?? '';
  await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 600_000 });
  // A second run, and a draft that stays one.
  await startSample(page);
  const second = /runs\/([0-9a-z]+)/.exec(page.url())?.[1] ?? '';
  await go(page, 'wizard/new');
  await page.getByRole('button', { name: 'Try with sample pictures' }).click();
  await page.getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
  const draft = /wizard\/([^/]+)/.exec(page.url())?.[1] ?? '';
  const steps = ['task', 'model', 'data', 'preprocessing', 'adaptation', 'hyperparameters'];
  const places: Readonly<Record<string, string>> = {
    home: 'home',
    ...Object.fromEntries(steps.map((step) => [step, `wizard/${draft}/${step}`])),
    train: `runs/${run}/train`,
    evaluate: `runs/${run}/evaluate`,
    use: `runs/${run}/use`,
    overview: `runs/${run}/overview`,
    runs: 'runs',
    compare: `compare?ids=${run},${second}&baseline=${run}`,
    models: 'models',
    settings: 'settings',
  };
  for (const language of languages) {
    await setLanguage(page, language);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      for (const [name, place] of Object.entries(places)) {
        await go(page, place);
        const picture = await page.screenshot();
        // A palette is enough for screens and a third of the size.
        await sharp(picture)
          .png({ palette: true, effort: 8 })
          .toFile(join(target, `${name}-${theme}-${language}.png`));
      }
    }
  }
} finally {
  await browser.close();
  await application.stop();
  folder.remove();
}
