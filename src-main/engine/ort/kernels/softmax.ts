// Softmax and log-softmax over one axis.
import type { KernelRow, KernelTable } from '../kernel-row.ts';
import { asDtype } from './broadcasting.ts';

/** logits -> the same shape; attribute `attr` names the axis. */
function rowOver(opType: 'Softmax' | 'LogSoftmax', attr: 'dim' | 'axis'): KernelRow {
  return {
    inputs: ['logits'],
    infer: ([logits]) => ({ shape: logits.shape, dtype: 'float32' }),
    lower: (b, [logits], attrs) =>
      b.node(opType, [asDtype(b, logits, 'float32')], { axis: attrs[attr] as number }),
  };
}

export const softmax: KernelTable = {
  Softmax: rowOver('Softmax', 'dim'),
  LogSoftmax: rowOver('LogSoftmax', 'axis'),
};
