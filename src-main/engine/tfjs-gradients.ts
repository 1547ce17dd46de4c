// TF.js's gradient table in plain Node. The CommonJS build that Node picks leaves the gradients out, and the files
// that hold them import each other without extensions, which Node refuses. Registry and engine are global in TF.js,
// so loading those files beside the CommonJS build completes it.
import { createRequire, registerHooks } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';

/** Registers the gradients of all of TF.js's kernels, once per process; needed before the first gradient is taken. */
export function registerTfjsGradients(): void {
  if (tf.getGradient('Mean') !== undefined) {
    return;
  }
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const inside = context.parentURL?.includes('/@tensorflow/tfjs-core/dist/') === true;
      const bare = inside && specifier.startsWith('.') && !specifier.endsWith('.js');
      return nextResolve(bare ? `${specifier}.js` : specifier, context);
    },
  });
  try {
    const require = createRequire(import.meta.url);
    require('@tensorflow/tfjs-core/dist/register_all_gradients.js');
    // The gradients of Prod and of a batched GatherV2 are written with these methods of tensors.
    for (const method of ['reshape', 'slice', 'split']) {
      require(`@tensorflow/tfjs-core/dist/public/chained_ops/${method}.js`);
    }
  } finally {
    hooks.deregister();
  }
}
