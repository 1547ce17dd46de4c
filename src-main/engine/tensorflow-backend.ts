// The `tensorflow` backend: TF.js over native TensorFlow, from the optional package @tensorflow/tfjs-node.
import { createRequire } from 'node:module';
import { engineError } from './errors.ts';

const packageName = '@tensorflow/tfjs-node';

/**
 * Loads the package, which registers its backend. Throws `engine.tensorflow-missing` where it is not installed and
 * `engine.tensorflow-broken` where its native library does not load.
 */
export async function loadTensorflow(): Promise<void> {
  restoreNodeUtil();
  // TensorFlow greets on standard error otherwise; 1 leaves warnings and errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  try {
    // A name that is only known at run time: the package may be absent when this is compiled.
    await import(packageName as string);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw missing
      ? engineError('tensorflow-missing', { packageName }, cause)
      : engineError('tensorflow-broken', { packageName, reason }, cause);
  }
}

/** The package calls `isNullOrUndefined` of node:util in every matrix product; Node 23 took it away. */
function restoreNodeUtil(): void {
  const util: Record<string, unknown> = createRequire(import.meta.url)('node:util');
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}
