// `finesse serve` where nothing has been built yet, as right after `npm ci`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let checkout: string;
let server: ChildProcess | undefined;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'finesse-checkout-'));
  for (const part of ['src-main', 'src-renderer', 'package.json', 'vite.renderer.config.ts', 'tsconfig.json'])
    cpSync(part, join(checkout, part), { recursive: true });
  for (const part of ['node_modules', 'resources']) symlinkSync(resolve(part), join(checkout, part));
});

afterAll(async () => {
  if (server?.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit');
  rmSync(checkout, { recursive: true, force: true });
});

it('builds the window once, then serves it', async () => {
  const first = await startOfServing();
  expect(first).toContain('Building the window');
  expect(existsSync(join(checkout, 'dist/src-renderer/index.html'))).toBe(true);
  expect(await startOfServing()).not.toContain('Building');
});

/** What is printed up to the address, whose page has answered. */
async function startOfServing(): Promise<string> {
  const args = [
    'src-main/cli/finesse.ts',
    '--store',
    join(checkout, 'store'),
    'serve',
    '--no-open',
    '--port',
    '0',
  ];
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'inherit'] });
  server = child;
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    const address = /http:\S+/.exec(printed)?.[0];
    if (address === undefined) continue;
    const page = await fetch(address);
    expect(page.status).toBe(200);
    child.kill('SIGTERM');
    await once(child, 'exit');
    return printed;
  }
  throw new Error(`It ended without an address: ${printed}`);
}
