// What can be wrong with a file of weights. Every message names the file and the place in it.
import { errorTable } from '../errors.ts';

interface At {
  /** Path of the file as the user gave it. */
  readonly file: string;
  /** Where in the file: a header field, a tensor, a byte offset, a zip entry. */
  readonly place: string;
}

/** Makes the errors of the format layer; codes are `formats.<name>`. */
export const formatError = errorTable('formats', {
  unreadable: (p: { file: string; reason: string }) =>
    `${p.file}: cannot be read (${p.reason}). Check that the file exists and that you may read it.`,
  notAFile: (p: { file: string; found: string }) =>
    `${p.file}: a regular file is needed, found ${p.found}. Give the path of the file itself.`,
  changed: (p: { file: string }) =>
    `${p.file}: the file changed on disk after it was opened. Open it again once nothing writes to it.`,
  truncated: (p: At & { offset: number; neededBytes: number; sizeBytes: number }) =>
    `${p.file}: ends too early in ${p.place}: ${p.neededBytes} bytes are needed at offset ${p.offset}, ` +
    `the file has ${p.sizeBytes}. Copy or download it again.`,
  tooLarge: (p: At & { what: string; found: number | string; limit: number }) =>
    `${p.file}: ${p.place} has ${p.found} ${p.what}, at most ${p.limit} are accepted. ` +
    `The file is damaged or not a file of weights.`,
  invalid: (p: At & { problem: string }) =>
    `${p.file}: ${p.place}: ${p.problem}. The file is damaged or was not written by a conforming program; ` +
    `export it again.`,
  dtypeUnsupported: (p: At & { dtype: string; accepted: string }) =>
    `${p.file}: ${p.place} has dtype ${p.dtype}; accepted are ${p.accepted}. Convert the tensor and save again.`,
  valueOutOfRange: (p: At & { value: string; range: string }) =>
    `${p.file}: ${p.place} is ${p.value}, which does not fit ${p.range}. Save the tensor with smaller values.`,
  notFinite: (p: At & { value: string; count: number }) =>
    `${p.file}: ${p.place} is ${p.value}; ${p.count} value(s) of this tensor are not finite, ` +
    `so nothing can be learnt from it. Use weights saved before the training diverged.`,
  globalRefused: (p: At & { global: string }) =>
    `${p.file}: the pickle asks at ${p.place} for ${p.global}, which is not part of a tensor container. ` +
    `Nothing was executed. In the program that made the file, re-save the state dict as safetensors.`,
  opcodeRefused: (p: At & { opcode: string }) =>
    `${p.file}: the pickle has at ${p.place} the instruction ${p.opcode}, which tensor containers do not use. ` +
    `Nothing was executed. Re-save the state dict as safetensors.`,
  noStateDict: (p: { file: string; found: string }) =>
    `${p.file}: no state dict (a dict of names to tensors) was found, only ${p.found}. ` +
    `Save model.state_dict(), or re-save it as safetensors.`,
  variantRefused: (p: { file: string; found: string; advice: string }) =>
    `${p.file}: this is ${p.found}, which is not read here. ${p.advice}`,
  pathRefused: (p: At & { path: string; reason: string }) =>
    `${p.file}: ${p.place} names the file ${p.path}, which ${p.reason}. ` +
    `Shards must lie in the folder of the file that lists them.`,
});
