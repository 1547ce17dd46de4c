// Paths, folders, indexes of shards and files of other programs, as `openWeights` meets them.
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './formats-fault.ts';
import { bytes, pickle } from './formats-pickle-writer.ts';
import { honestSafetensors } from './formats-safetensors-faults.ts';
import { zip } from './formats-zip-writer.ts';

interface Row extends Pick<Fault, 'says' | 'files'>, Partial<Pick<Fault, 'open' | 'prepare'>> {}

function fault(name: string, code: string, row: Row): Fault {
  return { name, code, ...row };
}

const index = 'model.safetensors.index.json';
const shard = { 'a.safetensors': honestSafetensors };

function indexed(
  name: string,
  code: string,
  weightMap: unknown,
  says: RegExp,
  files: Fault['files'] = shard,
): Fault {
  return fault(`index: ${name}`, code, {
    says,
    files: { [index]: JSON.stringify({ weight_map: weightMap }), ...files },
    open: '.',
  });
}

const indexes: readonly Fault[] = [
  indexed('no tensors', 'library.indexInvalid', {}, /weight_map: names no tensors/),
  indexed('a map that is a list', 'library.indexInvalid', ['w'], /weight_map/),
  indexed('a missing shard', 'library.shardMissing', { w: 'b.safetensors' }, /shard b\.safetensors/),
  indexed('a shard upwards', 'formats.pathRefused', { w: '../a.safetensors' }, /tensor "w" names the file/),
  indexed('a shard by absolute path', 'formats.pathRefused', { w: '/etc/passwd' }, /"\/etc\/passwd"/),
  indexed('a shard that is a number', 'formats.pathRefused', { w: 3 }, /is not a file name/),
  indexed(
    'itself as shard',
    'library.weightsUnrecognised',
    { w: index },
    /a JSON file where tensors should be/,
  ),
  indexed('a folder as shard', 'formats.notAFile', { w: 'sub' }, /found a folder/, { 'sub/x': '' }),
  indexed(
    'a tensor its shard lacks',
    'library.indexInvalid',
    { v: 'a.safetensors' },
    /tensor "v": is not in a\.safetensors/,
  ),
  indexed(
    'a tensor it leaves out',
    'library.indexInvalid',
    { w: 'b.safetensors' },
    /tensor "x": is in b\.safetensors/,
    { 'b.safetensors': twoTensors() },
  ),
  indexed('an empty shard', 'library.weightsUnrecognised', { w: 'a.safetensors' }, /an empty file/, {
    'a.safetensors': '',
  }),
  fault('index: half a file', 'formats.invalid', {
    says: /not valid JSON/,
    files: { [index]: '{"weight_map":{"w":' },
    open: '.',
  }),
  fault('index: a tensor listed twice', 'formats.invalid', {
    says: /"w" is given twice/,
    files: { [index]: '{"weight_map":{"w":"a","w":"b"}}' },
  }),
];

function twoTensors(): Buffer {
  const at = (begin: number) => ({ dtype: 'U8', shape: [1], data_offsets: [begin, begin + 1] });
  const header = Buffer.from(JSON.stringify({ w: at(0), x: at(1) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(2)]);
}

const folders: readonly Fault[] = [
  fault('folder: empty', 'library.folderWithoutWeights', {
    says: /it holds nothing/,
    files: { 'sub/.keep': '' },
    open: 'sub/../none',
    prepare: (folder) => void execFileSync('mkdir', [join(folder, 'none')]),
  }),
  fault('folder: only a configuration', 'library.folderWithoutWeights', {
    says: /it holds config\.json/,
    files: { 'config.json': '{}' },
    open: '.',
  }),
  fault('folder: weights of another program', 'library.folderWithoutWeights', {
    says: /tf_model\.h5/,
    files: { 'tf_model.h5': '' },
    open: '.',
  }),
  fault('folder: a broken configuration', 'formats.invalid', {
    says: /config\.json: not valid JSON/,
    files: { 'model.safetensors': honestSafetensors, 'config.json': '{' },
    open: '.',
  }),
  fault('folder: a configuration that is a list', 'formats.invalid', {
    says: /not a JSON object/,
    files: { 'model.safetensors': honestSafetensors, 'config.json': '[]' },
    open: '.',
  }),
  fault('path: nothing there', 'library.weightsNotFound', {
    says: /ENOENT/,
    files: { x: '' },
    open: 'nowhere.pt',
  }),
  fault('path: below a file', 'library.weightsNotFound', {
    says: /ENOTDIR/,
    files: { x: '' },
    open: 'x/model.safetensors',
  }),
  fault('path: a link to nowhere', 'library.weightsNotFound', {
    says: /ENOENT/,
    files: { x: '' },
    open: 'l',
    prepare: (folder) => symlinkSync('gone', join(folder, 'l')),
  }),
  fault('path: a link to itself', 'library.weightsNotFound', {
    says: /ELOOP/,
    files: { x: '' },
    open: 'l',
    prepare: (folder) => symlinkSync('l', join(folder, 'l')),
  }),
  fault('path: a pipe', 'formats.notAFile', {
    says: /found a pipe/,
    files: { x: '' },
    open: 'p',
    prepare: (folder) => void execFileSync('mkfifo', [join(folder, 'p')]),
  }),
  fault('path: an endless device', 'formats.notAFile', {
    says: /found a device/,
    files: { x: '' },
    open: 'z',
    prepare: (folder) => symlinkSync('/dev/zero', join(folder, 'z')),
  }),
];

function foreign(name: string, content: Uint8Array | string, says: RegExp): Fault {
  return fault(`other: ${name}`, 'library.weightsUnrecognised', { says, files: { 'weights.bin': content } });
}

const entry = (name: string) => ({ name, content: Buffer.from('x') });

const others: readonly Fault[] = [
  foreign('an empty file', '', /an empty file/),
  foreign('Keras .h5', bytes('\x89HDF\r\n\x1a\n'.padEnd(64, '\0')), /HDF5.*tensorflowjs_converter/s),
  foreign(
    'Keras .keras',
    zip([entry('metadata.json'), entry('config.json'), entry('model.weights.h5')]),
    /Keras model/,
  ),
  foreign('NumPy .npz', zip([entry('w.npy')]), /NumPy archive/),
  foreign('another zip archive', zip([entry('notes.txt')]), /zip archive without weights/),
  foreign('NumPy .npy', bytes('\x93NUMPY\x01\0'.padEnd(64, '\0')), /NumPy array/),
  foreign('GGUF', bytes('GGUF\x03\0\0\0'.padEnd(64, '\0')), /GGUF/),
  foreign('TensorFlow Lite', bytes('\x1c\0\0\0TFL3'.padEnd(64, '\0')), /TensorFlow Lite/),
  foreign('ONNX', bytes('\x08\x08\x12\x07pytorch\x1a\x062.15.0:'.padEnd(64, 'x')), /ONNX/),
  foreign('a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00', /git lfs pull/),
  foreign('a web page', '<!DOCTYPE html><html>', /web page/),
  foreign('gzip', bytes('\x1f\x8b\x08'.padEnd(64, '\0')), /gzip/),
  foreign('a pickle of another program', pickle('N'), /pickle not written by torch\.save/),
  foreign('text', 'hello, weights', /begins 68 65 6c 6c/),
  foreign('noise', new Uint8Array(64).fill(0xa5), /begins a5 a5/),
];

export const folderFaults: readonly Fault[] = [...indexes, ...folders, ...others];
