// What every walk through the application does: going to a screen, choosing by the picker, writing the recipe, looking.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './accessibility.ts';
import type { Application } from './application.ts';

/** Goes to a screen by its address, for example `runs/7k2m/evaluate`. */
export async function openAt(page: Page, { url }: Pick<Application, 'url'>, place: string): Promise<void> {
  await page.goto(`${new URL(url).origin}/#/${place}`);
}

/** A picture of the page for whoever wants to look, where FINESSE_SHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const target = process.env.FINESSE_SHOTS;
  if (target === undefined) return;
  await page.screenshot({ path: join(target, `${name}.png`) });
  // The page scrolls inside its frame: a tall window shows all of it.
  const window = page.viewportSize()!;
  await page.setViewportSize({ ...window, height: 4_000 });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(target, `${name}-whole.png`) });
  await page.setViewportSize(window);
}

/** The screen as it stands, in a picture and through axe. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await shot(page, name);
  expect(await violations(page), name).toEqual([]);
}

/** In the picker of this title: types the path, goes there and takes it. */
export async function choosePath(page: Page, title: string, path: string): Promise<void> {
  const picker = page.getByRole('dialog', { name: title });
  await picker.getByLabel('Path', { exact: true }).fill(path);
  await picker.getByRole('button', { name: 'Go there' }).click();
  // Its own word for what would be given back.
  await picker.getByRole('status').getByText(path, { exact: true }).waitFor({ state: 'attached' });
  await picker.getByRole('button', { name: /^(Choose|Save)$/ }).click();
  await picker.waitFor({ state: 'detached' });
}

/** Writes fields into the recipe of the draft that is open, as its text. */
export async function writeRecipe(page: Page, fields: object): Promise<void> {
  await page.getByRole('button', { name: 'Recipe', exact: true }).click();
  const text = page.getByLabel('Recipe as JSON');
  const recipe = JSON.parse(await text.inputValue()) as object; // as the draft writes it
  await text.fill(JSON.stringify({ ...recipe, ...fields }, null, 2));
  await page.getByRole('button', { name: 'Use these changes' }).click();
}

/** Starts the draft once it is ready; the id of the run. */
export async function startTraining(page: Page): Promise<string> {
  await page.getByText('Ready', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.waitForURL(/#\/runs\/[0-9a-z]+\/train/);
  return /runs\/([0-9a-z]+)/.exec(page.url())![1]!;
}

/** Until the page of a run says that it is in this state. */
export const inState = (page: Page, state: string, timeout = 120_000) =>
  page.getByText(state, { exact: true }).first().waitFor({ timeout });
