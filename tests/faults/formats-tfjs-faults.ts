// TensorFlow.js layers models whose manifest lies.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './formats-fault.ts';

type Json = Readonly<Record<string, unknown>>;

const weight = { name: 'w', dtype: 'float32', shape: [2] };
const group = { paths: ['weights.bin'], weights: [weight] };
const model = {
  format: 'layers-model',
  modelTopology: { class_name: 'Sequential' },
  weightsManifest: [group],
};

function files(changed: Json, shard: Uint8Array | undefined = new Uint8Array(8)): Fault['files'] {
  const json = JSON.stringify({ ...model, ...changed });
  return { 'model.json': json, ...(shard && { 'weights.bin': shard }) };
}

function fault(
  name: string,
  code: string,
  says: RegExp,
  content: Fault['files'],
  prepare?: Fault['prepare'],
): Fault {
  return { name: `TF.js: ${name}`, code, says, files: content, prepare };
}

const withGroup = (changed: Json) => files({ weightsManifest: [{ ...group, ...changed }] });
const withWeight = (changed: Json) => withGroup({ weights: [{ ...weight, ...changed }] });
const withPath = (path: unknown) => withGroup({ paths: [path] });
const withoutShard = { 'model.json': JSON.stringify(model) };

const refusedPaths: readonly Fault[] = [
  ['an absolute path', '/etc/passwd', /"\/etc\/passwd", which is not a relative path/],
  ['a path upwards', '../weights.bin', /which leads out of the folder/],
  ['a path down and up', 'a/../../weights.bin', /which leads out of the folder/],
  ['a path around', './weights.bin', /which leads out of the folder or around/],
  ['a Windows path', '..\\weights.bin', /which is not a relative path/],
  ['a drive', 'C:weights.bin', /which is not a relative path/],
  ['an address', 'https://example.org/weights.bin', /which is not a relative path/],
  ['an empty path', '', /which is not a file name/],
  ['a path that is a number', 7, /which is not a file name/],
  ['a path with a zero byte', 'weights.bin\0.txt', /which contains a zero byte/],
].map(([name, path, says]) => fault(name as string, 'formats.pathRefused', says as RegExp, withPath(path)));

export const honestTfjs = files({});

export const tfjsFaults: readonly Fault[] = [
  ...refusedPaths,
  fault('a missing shard', 'library.shardMissing', /shard weights\.bin cannot be opened/, withoutShard),
  fault(
    'a shard that links out of the folder',
    'library.shardOutside',
    /outside the folder/,
    withoutShard,
    (folder) => {
      writeFileSync(`${folder}-secret`, new Uint8Array(8));
      symlinkSync(`${folder}-secret`, join(folder, 'weights.bin'));
    },
  ),
  fault(
    'a shard that links to itself',
    'library.shardMissing',
    /weights\.bin.*ELOOP/,
    withoutShard,
    (folder) => symlinkSync('weights.bin', join(folder, 'weights.bin')),
  ),
  fault('a shard that is a folder', 'formats.notAFile', /found a folder/, withoutShard, (folder) =>
    mkdirSync(join(folder, 'weights.bin')),
  ),
  fault(
    'a shard that is a pipe',
    'formats.notAFile',
    /found a pipe/,
    withoutShard,
    (folder) => void execFileSync('mkfifo', [join(folder, 'weights.bin')]),
  ),
  fault(
    'a shard that is too short',
    'formats.invalid',
    /weightsManifest\[0\]: its weights need 8 bytes, its shards have 7/,
    files({}, new Uint8Array(7)),
  ),
  fault('a shard that is too long', 'formats.invalid', /its shards have 9/, files({}, new Uint8Array(9))),
  fault('an empty shard', 'formats.invalid', /its shards have 0/, files({}, new Uint8Array(0))),
  fault(
    'a shard listed twice',
    'formats.invalid',
    /its shards have 16/,
    withGroup({ paths: ['weights.bin', 'weights.bin'] }),
  ),
  fault(
    'no manifest',
    'formats.invalid',
    /weightsManifest: is missing/,
    files({ weightsManifest: undefined }),
  ),
  fault('a manifest that is an object', 'formats.invalid', /weightsManifest/, files({ weightsManifest: {} })),
  fault(
    'a group that is null',
    'formats.invalid',
    /weightsManifest\[0\]/,
    files({ weightsManifest: [null] }),
  ),
  fault('a group without paths', 'formats.invalid', /weightsManifest\[0\]/, withGroup({ paths: undefined })),
  fault(
    'a group whose weights are a number',
    'formats.invalid',
    /weightsManifest\[0\]/,
    withGroup({ weights: 3 }),
  ),
  fault(
    'a weight without a name',
    'formats.invalid',
    /weightsManifest\[0\]\.weights\[0\]/,
    withWeight({ name: undefined }),
  ),
  fault(
    'two weights of one name',
    'formats.invalid',
    /weight "w": is listed twice/,
    withGroup({
      weights: [
        { ...weight, shape: [1] },
        { ...weight, shape: [1] },
      ],
    }),
  ),
  fault(
    'text as weights',
    'formats.dtypeUnsupported',
    /weight "w" has dtype "string"/,
    withWeight({ dtype: 'string' }),
  ),
  fault('complex weights', 'formats.dtypeUnsupported', /"complex64"/, withWeight({ dtype: 'complex64' })),
  fault('a negative size', 'formats.invalid', /weight "w": its shape is \[-2\]/, withWeight({ shape: [-2] })),
  fault('a size that is null', 'formats.invalid', /weight "w": its shape/, withWeight({ shape: [null] })),
  fault(
    'a shape of 2^80',
    'formats.invalid',
    /weight "w": its shape/,
    withWeight({ shape: [2 ** 40, 2 ** 40] }),
  ),
  fault('a shape of 8 TB', 'formats.invalid', /need 8796093022208 bytes/, withWeight({ shape: [2 ** 41] })),
  fault(
    'an unknown quantization',
    'formats.dtypeUnsupported',
    /quantization of weight "w" has dtype "int3"/,
    withWeight({ quantization: { dtype: 'int3' } }),
  ),
  fault(
    'a quantization that is text',
    'formats.invalid',
    /quantization is not an object/,
    withWeight({ quantization: 'uint8' }),
  ),
  fault(
    'a scale that is text',
    'formats.invalid',
    /scale "big"/,
    withWeight({ quantization: { dtype: 'uint8', scale: 'big', min: 0 } }),
  ),
  fault('a minimum of 1e400', 'formats.invalid', /min Infinity/, {
    'model.json': JSON.stringify({
      ...model,
      weightsManifest: [
        { ...group, weights: [{ ...weight, quantization: { dtype: 'uint8', scale: 1, min: 12345 } }] },
      ],
    }).replace('12345', '1e400'),
    'weights.bin': new Uint8Array(8),
  }),
  fault('a graph model', 'formats.variantRefused', /graph model/, files({ format: 'graph-model' })),
  fault('no topology', 'formats.variantRefused', /without its topology/, files({ modelTopology: undefined })),
  fault('a manifest given twice', 'formats.invalid', /"weightsManifest" is given twice/, {
    'model.json': JSON.stringify(model).replace('{', '{"weightsManifest":[],'),
  }),
  fault('half a JSON file', 'formats.invalid', /not valid JSON/, {
    'model.json': JSON.stringify(model).slice(0, 60),
  }),
  fault(
    'NaN weights',
    'formats.notFinite',
    /element 0 of tensor "w" is NaN/,
    files({}, new Uint8Array(8).fill(255)),
  ),
];
