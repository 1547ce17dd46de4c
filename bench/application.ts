// How fast the application is there: from process start to the first content in a browser (goal: under 1.5 s), and how
// much script that takes (goal: under 350 kB compressed). Run: node bench/application.ts [rounds]
//
// The browser is running already, as a person's is. A round is a new process on the same store and a new page; the
// first round fills the caches of the system and is not counted.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launchBrowser, openPage, startApplication, temporaryFolder } from '../tests/e2e/application.ts';
import { setup } from '../tests/e2e/build-renderer.ts';
import { median } from './statistics.ts';

const rounds = Number(process.argv[2] ?? 5);
const assets = 'dist/src-renderer/assets';

/** What index.html names and what those import at once: everything before a screen is fetched. */
function firstScripts(): string[] {
  const named = (text: string) => [...text.matchAll(/["'/]([\w.-]+\.js)["']/g)].map(([, name]) => name!);
  const found = new Set(named(readFileSync('dist/src-renderer/index.html', 'utf8')));
  for (const name of found) {
    const source = readFileSync(join(assets, name), 'utf8');
    const imports = [...source.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)];
    for (const [, imported] of imports) found.add(imported!);
  }
  return [...found].filter((name) => readdirSync(assets).includes(name));
}

await setup();
const folder = temporaryFolder();
const browser = await launchBrowser();
const times: number[] = [];
try {
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    const application = await startApplication(join(folder.path, 'store'));
    const { page } = await openPage(browser, application);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (round > 0) times.push(performance.now() - start);
    await page.context().close();
    await application.stop();
  }
} finally {
  await browser.close();
  folder.remove();
}
const scripts = firstScripts();
const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
console.log(
  `first content: median ${Math.round(median(times))} ms, slowest ${Math.round(Math.max(...times))} ms, goal 1500 ms`,
);
console.log(`first script: ${scripts.length} files, ${(bytes / 1000).toFixed(0)} kB compressed, goal 350 kB`);
