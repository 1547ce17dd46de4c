import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockText, tidyLock } from './lock-file.ts';

describe('package-lock.json', () => {
  it('asks nothing of the Node that only installs, and runs no script that fetches (npm run lock)', () => {
    expect(lockText()).toBe(tidyLock(lockText()));
  });

  it('keeps what it is for: the project’s own need, and the script that brings Node 24', () => {
    const lock = JSON.parse(tidyLock(lockText()));
    expect(lock.packages[''].engines).toEqual({ node: '>=20' });
    expect(lock.packages['node_modules/node'].hasInstallScript).toBe(true);
  });

  it('loses a newly announced script and engine', () => {
    const packages = {
      '': { engines: { node: '>=20' } },
      'node_modules/onnxruntime-node': { hasInstallScript: true, engines: { node: '>=99' } },
    };
    expect(JSON.parse(tidyLock(JSON.stringify({ packages }))).packages).toEqual({
      '': { engines: { node: '>=20' } },
      'node_modules/onnxruntime-node': {},
    });
  });

  it('needs no setting that npm does not know: the next npm stops reading those', () => {
    const settings = readFileSync(new URL('../../.npmrc', import.meta.url), 'utf8');
    expect(settings.trim().split('\n')).toEqual(['fund=false', 'audit=false']);
  });
});
