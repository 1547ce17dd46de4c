// How the two sides are started.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SideCommand } from './side.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Environment variable that names the Python with PyTorch, torchvision and Transformers. */
export const peerPythonVariable = 'FINESSE_BENCH_PYTHON';

export const finesseSide: SideCommand = { program: process.execPath, args: [here('finesse/side.ts')] };

/** The PyTorch side, or the reason why there is none. */
export function peerSide(): SideCommand | string {
  const python = process.env[peerPythonVariable];
  if (!python) return `${peerPythonVariable} is not set: PyTorch is not measured. See bench/README.md.`;
  try {
    execFileSync(python, ['-c', 'import torch, torchvision, transformers'], { stdio: 'pipe' });
  } catch (error) {
    return `${python} cannot import torch, torchvision and transformers: ${(error as Error).message}`;
  }
  return { program: python, args: [here('peers/side.py')] };
}

export const wholeJobScript = here('peers/whole_job.py');
export const commandLine = here('../src-main/cli/finesse.ts');
export const benchPath = here;
