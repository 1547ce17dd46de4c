import { expect, it, vi } from 'vitest';
import { answers, callsOf } from './electron-stand-in.ts';

vi.mock('electron', async () => (await import('./electron-stand-in.ts')).electron);

it('ends at once where one is running already, having handed over its files', async () => {
  answers.isFirstInstance = false;
  process.argv = ['electron', '.', '--store', '/nowhere', 'package.json', 'no-such.finesse', '--flag.json'];
  await import('../../src-main/desktop/entry.ts');
  await new Promise((later) => setTimeout(later, 50));
  expect(callsOf('app.requestSingleInstanceLock')).toEqual([
    [{ paths: [expect.stringMatching(/package\.json$/)] }],
  ]);
  expect(callsOf('app.quit')).toHaveLength(1);
  expect(callsOf('new BrowserWindow')).toHaveLength(0);
});
