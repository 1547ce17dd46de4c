// Which execution providers of ONNX Runtime work here. Each is tried in a process of its own: a driver may end it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nativeBinding } from './ort/session.ts';

/** One provider: its measured speed, or why it does not work and what to do. */
export type ProviderDiagnosis =
  | { readonly provider: string; readonly works: true; readonly measured: string; readonly ms: number }
  | { readonly provider: string; readonly works: false; readonly reason: string };

/** What the process that tries a provider prints, as one line of JSON. */
export type ProviderTrial = { readonly ms: number; readonly measured: string } | { readonly reason: string };

const trialProgram = fileURLToPath(new URL('provider-trial.ts', import.meta.url));
/** A graphics driver compiles its first shaders in seconds; one that hangs is given up. */
const trialTimeoutMs = 60_000;

/** Tries every provider that the library knows, one after the other. */
export async function probeProviders(
  onTrial: (provider: string) => void = () => undefined,
): Promise<ProviderDiagnosis[]> {
  const diagnoses: ProviderDiagnosis[] = [];
  for (const { name, bundled } of nativeBinding().listSupportedBackends()) {
    if (bundled) onTrial(name);
    diagnoses.push(bundled ? await tryProvider(name) : notBundled(name));
  }
  return diagnoses;
}

function notBundled(provider: string): ProviderDiagnosis {
  const reason =
    'not part of the npm package of ONNX Runtime, which fetches it from elsewhere. Nothing to do: engine.provider "webgpu" reaches the same device.';
  return { provider, works: false, reason };
}

/** Tries one provider, whatever that does to the process it runs in. */
export async function tryProvider(provider: string): Promise<ProviderDiagnosis> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [trialProgram, provider], {
      timeout: trialTimeoutMs,
    });
    const trial = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ProviderTrial;
    return 'reason' in trial
      ? { provider, works: false, reason: `${trial.reason}. ${advice(provider)}` }
      : { provider, works: true, ...trial };
  } catch (error) {
    return { provider, works: false, reason: `${endOf(error)}. ${advice(provider)}` };
  }
}

/** How a process ended that printed no result. */
function endOf(error: unknown): string {
  const { killed, signal, code } = error as { killed?: boolean; signal?: string | null; code?: unknown };
  if (killed) return `it did not answer within ${trialTimeoutMs / 1000} s`;
  if (signal) return `its driver ended the process (${signal})`;
  return `the process that tried it ended with code ${String(code)}`;
}

function advice(provider: string): string {
  if (provider !== 'webgpu') return 'Leave engine.provider at "cpu".';
  switch (process.platform) {
    case 'linux':
      return 'Install the Vulkan loader (libvulkan1) and your GPU maker\'s Vulkan driver, or leave engine.provider at "cpu".';
    case 'win32':
      return 'Update the graphics driver, or leave engine.provider at "cpu".';
    default:
      return 'Leave engine.provider at "cpu".';
  }
}
