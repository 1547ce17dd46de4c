// The `tensorflow` backend: TF.js over native TensorFlow, from the optional package @tensorflow/tfjs-node.
import { engineError } from './errors.ts';

const packageName = '@tensorflow/tfjs-node';

/**
 * Loads the package, which registers its backend. Throws `engine.tensorflow-missing` where it is not installed and
 * `engine.tensorflow-broken` where its native library does not load.
 */
export async function loadTensorflow(): Promise<void> {
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
