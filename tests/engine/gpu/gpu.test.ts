// The WebGPU provider against the CPU, on the software Vulkan that Debian's chromium brings: slow, but the same code
// path as a GPU. Everything runs in child processes, because a driver may take its process down.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { GpuWork } from './gpu-work.ts';

const softwareVulkan = ['/usr/lib/chromium', '/usr/lib/chromium-browser']
  .map((folder) => join(folder, 'vk_swiftshader_icd.json'))
  .find((file) => existsSync(file));
const runtimeFolder = mkdtempSync(join(tmpdir(), 'finesse-gpu-'));
const program = fileURLToPath(new URL('gpu-work.ts', import.meta.url));
const childTimeoutMs = 240_000;

afterAll(() => {
  if (softwareVulkan === undefined)
    console.log('WebGPU not tested here: no software Vulkan; on Debian it comes with the package chromium.');
  rmSync(runtimeFolder, { recursive: true });
});

async function work(provider: 'cpu' | 'webgpu', name: string, driver = softwareVulkan): Promise<GpuWork> {
  const env = {
    ...process.env,
    VK_ICD_FILENAMES: driver,
    XDG_RUNTIME_DIR: runtimeFolder,
    // The loader of Vulkan lies beside the driver.
    LD_LIBRARY_PATH: dirname(driver ?? ''),
  };
  const options = { env, timeout: childTimeoutMs, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(process.execPath, [program, provider, name], options);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as GpuWork;
}

/** The largest difference of any value, relative where values are above 1. */
function largestDifference(found: GpuWork, needed: GpuWork): number {
  expect(Object.keys(found.values)).toEqual(Object.keys(needed.values));
  const differences = Object.entries(needed.values).flatMap(([name, values]) => {
    expect(found.values[name]?.length).toBe(values.length);
    return values.map((value, i) => Math.abs(found.values[name]![i]! - value) / Math.max(1, Math.abs(value)));
  });
  return Math.max(...differences);
}

async function both(name: string): Promise<readonly [found: GpuWork, needed: GpuWork]> {
  const needed = await work('cpu', name);
  const found = await work('webgpu', name);
  expect(needed.provider).toBe('cpu');
  expect(found).toMatchObject({ provider: 'webgpu', warnings: [] });
  return [found, needed];
}

describe.skipIf(softwareVulkan === undefined)('webgpu provider', () => {
  it('computes steps and sees variables as they are read, written and replaced', async () => {
    expect(largestDifference(...(await both('graphs')))).toBeLessThan(1e-4);
  });

  it.each(['pictures', 'text'])(
    'trains a network of %s as the CPU does, through a checkpoint, and leaves nothing behind',
    async (name) => {
      const [found, needed] = await both(name);
      expect(needed.values.losses!.at(-1)).toBeLessThan(needed.values.losses![0]!);
      expect(largestDifference(found, needed)).toBeLessThan(1e-4);
      const [before, after] = found.memory!;
      expect(before.deviceArrays).toBeGreaterThan(0);
      expect(after).toMatchObject({ tensors: before.tensors, deviceArrays: before.deviceArrays });
      expect(after.residentBytes - before.residentBytes).toBeLessThan(64 * 2 ** 20);
    },
    childTimeoutMs,
  );

  it('leaves to the CPU what it cannot compute, says so once, and never feeds the CPU from its own memory', async () => {
    const { values, warnings, refused } = await work('webgpu', 'limits');
    expect(values.first!.slice(0, 4)).toEqual([1, 2, 2, 1]);
    expect(values.again).toEqual(values.first);
    expect(warnings).toEqual([
      expect.stringMatching(/cannot compute a cube; the CPU does it.*Conv2d or Conv1d/),
    ]);
    expect(refused).toBe('engine.device-tensor');
  });

  it('where there is no GPU, computes on the CPU and says why', async () => {
    const { provider, warnings, values } = await work('webgpu', 'graphs', join(runtimeFolder, 'absent.json'));
    expect(provider).toBe('cpu');
    expect(warnings).toEqual([
      expect.stringMatching(/webgpu does not work on this machine.*adapter.*doctor/),
    ]);
    expect(Object.keys(values).length).toBeGreaterThan(0);
  });
});
