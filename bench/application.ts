// How fast the application is there: from process start to the first content in a browser (goal: under 1.5 s), and how
// much script that takes (goal: under 350 kB compressed). Run: node bench/application.ts [rounds]
//
// The browser is running already, as a person's is. A round is a new process on the same store and a new page; the
// first round fills the caches of the system and is not counted.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launchBrowser, openPage, startApplication, temporaryFolder } from '../tests/e2e/application.ts';
import { setup } from '../tests/e2e/build-renderer.ts';
import { median } from './statistics.ts';

const rounds = Number(process.argv[2] ?? 5);
const root = 'dist/src-renderer';

/** What index.html names and what those import at once: everything before a screen is fetched. */
function firstScripts(): string[] {
  const page = readFileSync(join(root, 'index.html'), 'utf8');
  const found = new Set(
    [...page.matchAll(/(?:src|href)="\/([\w./-]+\.js)"/g)].map(([, path]) => join(root, path!)),
  );
  for (const path of found) {
    const source = readFileSync(path, 'utf8');
    const imports = [...source.matchAll(/(?:from|import)\s*["'](\.\/[\w.-]+\.js)["']/g)];
    for (const [, imported] of imports) found.add(join(dirname(path), imported!));
  }
  return [...found];
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
const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
console.log(
  `first content: median ${Math.round(median(times))} ms, slowest ${Math.round(Math.max(...times))} ms, goal 1500 ms`,
);
console.log(`first script: ${scripts.length} files, ${(bytes / 1000).toFixed(0)} kB compressed, goal 350 kB`);
