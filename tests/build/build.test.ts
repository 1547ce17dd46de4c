import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the built program trains: its engine process, wasm and resources are where it looks for them', () => {
  execFileSync('vite', ['build', '--logLevel', 'warn'], { cwd: root });
  const folder = mkdtempSync(join(tmpdir(), 'finesse-build-'));
  try {
    const texts = ['red apple', 'green pear', 'ripe plum', 'fast car', 'old truck', 'blue bus'];
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${texts[i % 6]} number ${i},${i % 6 < 3 ? 'fruit' : 'vehicle'}`,
    );
    writeFileSync(join(folder, 'texts.csv'), ['text,label', ...rows].join('\n'));
    const recipe = {
      task: 'text-classification',
      model: { architecture: { family: 'bert', layers: 1, hiddenSize: 16, heads: 1 } },
      data: { path: 'texts.csv' },
      hyperparameters: { epochs: 1 },
    };
    writeFileSync(join(folder, 'recipe.json'), JSON.stringify(recipe));
    const args = ['train', join(folder, 'recipe.json'), '--json', '--store', join(folder, 'store')];
    const stdout = execFileSync(process.execPath, [join(root, 'dist/src-main/cli/finesse.js'), ...args], {
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toMatchObject({ state: 'finished', epochs: 1 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
