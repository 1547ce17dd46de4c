// A backend to build networks on, where nothing is computed: whichever is open in this process.
import * as tf from '@tensorflow/tfjs-core';
import { openEngine } from '../../engine/open-engine.ts';

export async function ensureBackend(): Promise<void> {
  // Declared as always there, and absent until a backend has been set.
  if ((tf.getBackend() as string | undefined) === undefined)
    await openEngine({ backend: 'cpu', provider: 'cpu' });
}
