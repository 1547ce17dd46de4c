// safetensors files whose header lies.
import { readFileSync } from 'node:fs';
import { fixturePath } from '../formats/fixtures.ts';
import { type Fault, uint64 } from './formats-fault.ts';

function file(header: string | Uint8Array, data: Uint8Array = new Uint8Array(8), length?: number | bigint) {
  const bytes = Buffer.from(header as string);
  return Buffer.concat([uint64(length ?? bytes.length), bytes, data]);
}

function fault(name: string, code: string, says: RegExp, content: Uint8Array): Fault {
  const full = code.includes('.') ? code : `formats.${code}`;
  return { name: `safetensors: ${name}`, code: full, says, files: { 'model.safetensors': content } };
}

/** A header of one tensor `w` of two float32, with some fields replaced (undefined leaves one out). */
function entry(changed: Readonly<Record<string, unknown>>): Buffer {
  return file(JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changed } }));
}

/** Two tensors of one float32 each. */
function pair(a: readonly number[], b: readonly number[], dataBytes = 8): Buffer {
  const at = (offsets: readonly number[]) => ({ dtype: 'F32', shape: [1], data_offsets: offsets });
  return file(JSON.stringify({ a: at(a), b: at(b) }), new Uint8Array(dataBytes));
}

const honest = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
const real = readFileSync(fixturePath('dtypes.safetensors'));
const realHeader = 8 + Number(real.readBigUInt64LE(0));

const cuts = [9, 100, realHeader - 1, realHeader, realHeader + 50, real.length - 1].map((length) =>
  fault(`cut after ${length} bytes`, 'truncated', /header|tensor "/, real.subarray(0, length)),
);

export const honestSafetensors = file(honest);

export const safetensorsFaults: readonly Fault[] = [
  ...cuts,
  fault('cut after 5 bytes', 'library.weightsUnrecognised', /unknown format/, real.subarray(0, 5)),
  fault(
    'a header of 2^64 - 1 bytes',
    'tooLarge',
    /has 18446744073709551615 bytes/,
    file(honest, undefined, 2n ** 64n - 1n),
  ),
  fault(
    'a header of 2^53 bytes',
    'tooLarge',
    /header has 9007199254740992/,
    file(honest, undefined, 2n ** 53n),
  ),
  fault(
    'a header of 100 MB and one byte',
    'tooLarge',
    /at most 100000000/,
    file(honest, undefined, 100_000_001),
  ),
  fault('a header longer than the file', 'truncated', /header/, file(honest, undefined, 5000)),
  fault('a header shorter than its JSON', 'invalid', /not valid JSON/, file(honest, undefined, 20)),
  fault('a header that is not JSON', 'invalid', /not valid JSON/, file('{w: NaN}')),
  fault(
    'a header with NaN',
    'invalid',
    /not valid JSON/,
    file('{"w":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}'),
  ),
  fault(
    'a header nested 200,000 deep',
    'invalid',
    /header|"w"/,
    file(`{"w":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
  ),
  fault('a header that is not UTF-8', 'invalid', /UTF-8/, file(Buffer.from('{"\xff\xfe":1}', 'latin1'))),
  fault(
    'a tensor named twice',
    'invalid',
    /"w" is given twice/,
    file(`${honest.slice(0, -1)},${honest.slice(1)}`),
  ),
  fault(
    'a tensor named twice by an escape',
    'invalid',
    /"w" is given twice/,
    file(`${honest.slice(0, -1)},"\\u0077":{}}`),
  ),
  fault(
    'offsets given twice',
    'invalid',
    /"data_offsets" is given twice/,
    file(honest.replace('}}', ',"data_offsets":[0,4]}}')),
  ),
  fault('a tensor that is a list', 'invalid', /tensor "w": its entry/, file('{"w":[1]}')),
  fault('a tensor that is null', 'invalid', /tensor "w": its entry/, file('{"w":null}')),
  fault(
    'a tensor named __proto__ that is a number',
    'invalid',
    /tensor "__proto__"/,
    file('{"__proto__":1}'),
  ),
  fault('an unknown dtype', 'dtypeUnsupported', /tensor "w" has dtype "Q4"/, entry({ dtype: 'Q4' })),
  fault('a dtype of the prototype', 'dtypeUnsupported', /"constructor"/, entry({ dtype: 'constructor' })),
  fault('no dtype', 'dtypeUnsupported', /tensor "w" has dtype undefined/, entry({ dtype: undefined })),
  fault('no shape', 'invalid', /shape is undefined/, entry({ shape: undefined })),
  fault('a shape that is a number', 'invalid', /shape is 2/, entry({ shape: 2 })),
  fault('a negative size', 'invalid', /shape is \[-2\]/, entry({ shape: [-2] })),
  fault('a size of 1.5', 'invalid', /shape is \[1\.5\]/, entry({ shape: [1.5] })),
  fault('a size of 1e400', 'invalid', /shape is \[Infinity\]/, file(honest.replace('[2]', '[1e400]'))),
  fault('a size that is text', 'invalid', /tensor "w": its shape/, entry({ shape: ['2'] })),
  fault('a size that is null', 'invalid', /tensor "w": its shape/, entry({ shape: [null] })),
  fault('a product beyond 2^53', 'invalid', /tensor "w": its shape/, entry({ shape: [2 ** 30, 2 ** 30] })),
  fault('a product that wraps to 2', 'invalid', /tensor "w"/, entry({ shape: [2 ** 32 + 1, 2] })),
  fault('no offsets', 'invalid', /data_offsets are undefined/, entry({ data_offsets: undefined })),
  fault('three offsets', 'invalid', /data_offsets are \[0, 4, 8\]/, entry({ data_offsets: [0, 4, 8] })),
  fault('a negative offset', 'invalid', /data_offsets are \[-8, 0\]/, entry({ data_offsets: [-8, 0] })),
  fault('offsets the wrong way round', 'invalid', /span -8/, entry({ data_offsets: [8, 0] })),
  fault(
    'offsets that miss the size',
    'invalid',
    /needs 8 bytes, its offsets span 4/,
    entry({ data_offsets: [0, 4] }),
  ),
  fault(
    'a tensor beyond the file',
    'truncated',
    /tensor "w"/,
    entry({ shape: [2 ** 40], data_offsets: [0, 2 ** 42] }),
  ),
  fault('tensors that overlap', 'invalid', /tensor "b": begins at 2, inside/, pair([0, 4], [2, 6])),
  fault('tensors in one place', 'invalid', /begins at 0, inside/, pair([0, 4], [0, 4])),
  fault('a hole', 'invalid', /tensor "b": begins at 6, leaving a hole after 4/, pair([0, 4], [6, 10], 10)),
  fault('a first tensor not at 0', 'invalid', /leaving a hole after 0/, pair([4, 8], [8, 12], 12)),
  fault('bytes of no tensor', 'invalid', /4 bytes belong to no tensor/, pair([0, 4], [4, 8], 12)),
  fault(
    'metadata that is a list',
    'invalid',
    /__metadata__/,
    file('{"__metadata__":["a"]}', new Uint8Array()),
  ),
  fault(
    'metadata with a number',
    'invalid',
    /__metadata__/,
    file('{"__metadata__":{"a":1}}', new Uint8Array()),
  ),
  fault(
    'an int64 beyond int32',
    'valueOutOfRange',
    /element 0 of tensor "w" is 4294967296/,
    Buffer.concat([file('{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', uint64(2 ** 32))]),
  ),
  fault(
    'a weight that is NaN',
    'notFinite',
    /element 1 of tensor "w" is NaN; 1 value/,
    file(honest, new Uint8Array(Float32Array.of(1, Number.NaN).buffer)),
  ),
  fault(
    'weights that are infinite',
    'notFinite',
    /element 0 of tensor "w" is -Infinity; 2 value/,
    file(honest, new Uint8Array(Float32Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).buffer)),
  ),
];
