// Recognises a weight file by what is in it, never by its name; names formats we know but do not read.
import type { ByteSource } from './byte-source.ts';
import { readZipDirectory } from './zip-directory.ts';

export type RecognisedFormat =
  | { readonly readable: 'safetensors' | 'pytorch' | 'pytorch-legacy' | 'json' }
  | { readonly readable: undefined; readonly found: string; readonly advice: string };

const HEAD_BYTES = 64;

/** Reads at most the first 64 bytes, for a zip archive its directory too. Throws what reading a zip directory throws. */
export function recogniseFormat(source: ByteSource): RecognisedFormat {
  const head = source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
  const latin1 = Buffer.from(head).toString('latin1');
  if (head.length === 0) return refuse('an empty file', 'Copy or download it again.');
  if (latin1.startsWith('PK\x03\x04')) return recogniseZip(source);
  if (isLegacyTorch(latin1)) return { readable: 'pytorch-legacy' };
  if (isJson(latin1)) return { readable: 'json' };
  if (latin1[8] === '{') return { readable: 'safetensors' };
  return signatures.find(({ test }) => test(latin1))?.is ?? unknown(latin1);
}

function refuse(found: string, advice: string): RecognisedFormat {
  return { readable: undefined, found, advice };
}

/** A zip archive is PyTorch's when it has a `data.pkl`; Keras and NumPy write zip archives as well. */
function recogniseZip(source: ByteSource): RecognisedFormat {
  const names = [...readZipDirectory(source).keys()];
  if (names.some((name) => /(?:^|\/)data\.pkl$/.test(name))) return { readable: 'pytorch' };
  if (names.includes('model.weights.h5')) return refuse('a Keras model (.keras)', KERAS_ADVICE);
  if (names.some((name) => name.endsWith('.npy')))
    return refuse('a NumPy archive (.npz)', 'Save the arrays with safetensors.numpy.save_file.');
  return refuse('a zip archive without weights of PyTorch', 'Unpack it and give the path of what is inside.');
}

const TORCH_MAGIC = '\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';

/** The magic number, as a pickled integer, opens every torch.save file before 1.6; protocols 4 and 5 frame it. */
function isLegacyTorch(head: string): boolean {
  return isPickle(head) && (head.startsWith(TORCH_MAGIC, 2) || head.startsWith(TORCH_MAGIC, 11));
}

/** PROTO 2 to 5. */
function isPickle(head: string): boolean {
  return head[0] === '\x80' && isBetween(head[1], '\x02', '\x05');
}

/** Text whose first sign is a brace. The length that opens a safetensors file may be a brace too, but has zeros. */
function isJson(head: string): boolean {
  const isText = [...head.slice(0, 8)].every((char) => isBetween(char, ' ', '~') || '\t\n\r'.includes(char));
  return isText && head.trimStart().startsWith('{');
}

function isBetween(char: string | undefined, first: string, last: string): boolean {
  return char !== undefined && char >= first && char <= last;
}

const KERAS_ADVICE =
  'Convert it with tensorflowjs_converter to a TensorFlow.js layers model, and give its folder.';
const TORCH_ADVICE = 'In PyTorch, load the model and save its state_dict() as safetensors.';
const HUB_ADVICE = 'Use the model.safetensors of the original model instead.';

interface Signature {
  readonly test: (head: string) => boolean;
  readonly is: RecognisedFormat;
}

/** In the order of how sure they are. */
const signatures: readonly Signature[] = [
  {
    test: (h) => h.startsWith('\x89HDF\r\n'),
    is: refuse('an HDF5 file, as Keras writes (.h5)', KERAS_ADVICE),
  },
  { test: (h) => h.startsWith('GGUF'), is: refuse('a GGUF file of llama.cpp', HUB_ADVICE) },
  { test: (h) => h.startsWith('TFL3', 4), is: refuse('a TensorFlow Lite model', HUB_ADVICE) },
  {
    test: (h) => h.startsWith('\x93NUMPY'),
    is: refuse('a NumPy array', 'Save the arrays with safetensors.numpy.save_file.'),
  },
  { test: (h) => h.startsWith('\x1f\x8b'), is: refuse('a gzip file', 'Unpack it first.') },
  {
    test: (h) => h.startsWith('version https://git-lfs'),
    is: refuse('a Git LFS pointer', 'Run git lfs pull.'),
  },
  { test: (h) => /^\s*</.test(h), is: refuse('a web page', 'The download failed; download it again.') },
  {
    test: isPickle,
    is: refuse('a Python pickle not written by torch.save', TORCH_ADVICE),
  },
  { test: isOnnx, is: refuse('an ONNX model', `Only trainable weights are read. ${HUB_ADVICE}`) },
];

/** ONNX has no signature: a protobuf whose field 1 is the small version number, then text or a message. */
function isOnnx(head: string): boolean {
  return (
    head[0] === '\x08' &&
    isBetween(head[1], '\x01', '\x20') &&
    '\x12\x1a\x22\x2a\x3a\x42'.includes(head[2] ?? 'none')
  );
}

function unknown(head: string): RecognisedFormat {
  const hex = Buffer.from(head.slice(0, 8), 'latin1')
    .toString('hex')
    .replace(/..(?=.)/g, '$& ');
  return refuse(`a file of unknown format (it begins ${hex})`, 'Check that this is the file of weights.');
}
