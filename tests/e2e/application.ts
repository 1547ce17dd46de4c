// The hosted application as a person gets it: a process of its own on a store of its own, and a page of Chromium in it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const cli = fileURLToPath(new URL('../../src-main/cli/finesse.ts', import.meta.url));
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine; without one the end-to-end tests are skipped and say so. */
export const chromiumPath = process.env.CHROMIUM ?? browsers.find((path) => existsSync(path));

export interface Application {
  readonly store: string;
  /** Opens the application, token included. */
  readonly url: string;
  readonly server: ChildProcess;
  /** Ends the server as Ctrl-C does and waits for it; the store stays. */
  stop(): Promise<void>;
}

/** A folder for a store and for data, removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'finesse-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Starts `finesse serve` on a store. `allow`: folders outside home that its picker may show. */
export async function startApplication(store: string, allow: readonly string[] = []): Promise<Application> {
  const allowed = allow.flatMap((folder) => ['--allow', folder]);
  const server = spawn(process.execPath, [cli, '--store', store, 'serve', '--no-open', ...allowed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: server.stdout });
  for await (const line of lines) {
    const url = /https?:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) {
      // What it prints later must not fill the pipe.
      server.stdout.resume();
      return { store, url, server, stop: () => stop(server) };
    }
  }
  throw new Error('finesse serve ended before it told its address');
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGINT');
  await once(server, 'exit');
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    // As root, as in a container, Chromium's own sandbox cannot start.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}

/** Every address that a page asked for outside `origin`: there must be none. */
export function strangers(page: Page, origin: string): string[] {
  const found: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:') && !url.startsWith('blob:')) found.push(url);
  });
  return found;
}

/** A page in the application; its console errors and exceptions fail the test that looks at `faults`. */
export async function openPage(
  browser: Browser,
  { url }: Pick<Application, 'url'>,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly faults: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(url);
  return { page, faults };
}
