import { afterEach, describe, expect, it, vi } from 'vitest';
import { probeProviders, tryProvider } from '../../../src-main/engine/provider-probe.ts';

describe('probe of execution providers', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('names every provider the library knows, with its speed or with a reason and what to do', async () => {
    // No driver at this path, so WebGPU cannot work, on Linux at least.
    vi.stubEnv('VK_ICD_FILENAMES', '/absent.json');
    const diagnoses = await probeProviders();
    const cpu = diagnoses.find(({ provider }) => provider === 'cpu');
    expect(cpu).toMatchObject({ works: true, measured: 'a training step' });
    expect(cpu?.works && cpu.ms).toBeGreaterThan(0);
    expect(diagnoses.map(({ provider }) => provider)).toContain('webgpu');
    for (const diagnosis of diagnoses)
      if (!diagnosis.works) expect(diagnosis.reason.message).toMatch(/engine\.provider/);
  });

  it('survives a process that ends before it answers', async () => {
    vi.stubEnv('NODE_OPTIONS', '--abort-on-nonsense');
    expect(await tryProvider('webgpu')).toMatchObject({
      works: false,
      reason: { message: expect.stringMatching(/ended with code \d+\. .*engine\.provider/) },
    });
  });
});
