// Which execution providers of ONNX Runtime work here. Each is tried in a process of its own: a driver may end it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Message } from '../errors.ts';
import { engineNotice, type TrialEnd } from './notices.ts';
import { nativeBinding } from './ort/session.ts';

/** One provider: its measured speed, or why it does not work and what to do. */
export type ProviderDiagnosis =
  | { readonly provider: string; readonly works: true; readonly measured: string; readonly ms: number }
  | { readonly provider: string; readonly works: false; readonly reason: Message };

/** What the process that tries a provider prints, as one line of JSON. */
export type ProviderTrial = { readonly ms: number; readonly measured: string } | { readonly said: string };

const trialProgram = fileURLToPath(new URL('./provider-trial.ts', import.meta.url));
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
  return { provider, works: false, reason: engineNotice('provider-not-bundled', {}) };
}

/** Tries one provider, whatever that does to the process it runs in. */
export async function tryProvider(provider: string): Promise<ProviderDiagnosis> {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [trialProgram, provider, String(process.pid)],
      // One that hangs in a driver may not hear a polite request.
      { timeout: trialTimeoutMs, killSignal: 'SIGKILL' },
    );
    const trial = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ProviderTrial;
    return 'said' in trial ? unusable(provider, trial) : { provider, works: true, ...trial };
  } catch (error) {
    return unusable(provider, endOf(error));
  }
}

function unusable(provider: string, why: TrialEnd): ProviderDiagnosis {
  const { platform } = process;
  return { provider, works: false, reason: engineNotice('provider-unusable', { provider, platform, why }) };
}

/** How a process ended that printed no result. */
function endOf(error: unknown): TrialEnd {
  const { killed, signal, code } = error as { killed?: boolean; signal?: string | null; code?: unknown };
  if (killed) return { silentSeconds: trialTimeoutMs / 1000 };
  if (signal) return { signal };
  return { exitCode: String(code) };
}
