// The preload as Electron runs it: CommonJS, in a world of its own.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { expect, it, vi } from 'vitest';

const source = readFileSync(new URL('../../src-main/desktop/preload.cts', import.meta.url), 'utf8');

function load() {
  const listeners = new Map<string, (event: { ports: unknown[] }) => void>();
  const electron = {
    contextBridge: { exposeInMainWorld: vi.fn() },
    ipcRenderer: {
      on: (name: string, listen: (event: { ports: unknown[] }) => void) => listeners.set(name, listen),
      send: vi.fn(),
    },
    webUtils: { getPathForFile: (file: { path: string }) => file.path },
  };
  const window = { postMessage: vi.fn() };
  runInNewContext(transformSync(source, { loader: 'ts' }).code, { require: () => electron, window });
  return { listeners, window, ...electron };
}

it('gives the page a port and the paths of dropped files, and no method of the API', () => {
  const { contextBridge, ipcRenderer, listeners, window } = load();
  const [name, bridge] = contextBridge.exposeInMainWorld.mock.calls[0]!;
  expect([name, Object.keys(bridge)]).toEqual(['finesse', ['connect', 'pathForFile']]);
  bridge.connect();
  expect(ipcRenderer.send.mock.calls).toEqual([['finesse:connect']]);
  expect(bridge.pathForFile({ path: '/data/a.csv' })).toBe('/data/a.csv');
  const ports = [{}];
  listeners.get('finesse:port')?.({ ports });
  expect(window.postMessage.mock.calls).toEqual([['finesse:port', 'finesse://app', ports]]);
});

it('is short enough to be read at a glance', () => {
  expect(source.split('\n').length).toBeLessThan(20);
});
