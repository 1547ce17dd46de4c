// Hostile and broken pickles inside an otherwise honest torch.save archive.
import type { Fault } from './formats-fault.ts';
import { uint32, uint64 } from './formats-fault.ts';
import {
  bytes,
  call,
  dict,
  float,
  global,
  int,
  join,
  pickle,
  storage,
  tensor,
  text,
  tuple,
} from './formats-pickle-writer.ts';
import { torchZip } from './formats-zip-writer.ts';

type Row = readonly [name: string, pickle: Buffer, says: RegExp];

function rows(code: string, table: readonly Row[]): Fault[] {
  return table.map(([name, content, says]) => ({
    name: `pickle: ${name}`,
    code,
    says,
    files: { 'hostile.pt': torchZip(content) },
  }));
}

const system = call('posix', 'system', text('echo owned'));
const repeated = (instruction: string, times: number) =>
  Buffer.alloc(times * instruction.length, instruction, 'latin1');

const refusedGlobals = rows('formats.globalRefused', [
  ['os.system', pickle(system), /posix\.system.*Nothing was executed/s],
  ['os.system inside a state dict', pickle(dict({ w: tensor(), x: system })), /posix\.system/],
  [
    'os.system as the argument of an allowed call',
    pickle(call('collections', 'OrderedDict', system)),
    /posix\.system/,
  ],
  [
    'os.system as a storage type',
    pickle(dict({ w: tensor({ storage: storage({ type: global('os', 'system') }) }) })),
    /os\.system/,
  ],
  [
    'a name from the stack (protocol 4)',
    pickle(text('nt'), text('system'), '\x93', tuple(text('x')), 'R'),
    /nt\.system/,
  ],
  ['builtins.eval', pickle(call('builtins', 'eval', text('1'))), /builtins\.eval/],
  ['exec of Python 2', pickle(call('__builtin__', 'exec', text('1'))), /__builtin__\.exec/],
  ['builtins.getattr', pickle(call('builtins', 'getattr', text('a'), text('b'))), /builtins\.getattr/],
  ['subprocess.Popen', pickle(call('subprocess', 'Popen', text('x'))), /subprocess\.Popen/],
  ['a nested torch.load', pickle(call('torch.storage', '_load_from_bytes', text('x'))), /_load_from_bytes/],
  ['a NumPy array', pickle(call('numpy.core.multiarray', '_reconstruct')), /numpy/],
  ['a name below an allowed name', pickle(global('collections', 'OrderedDict.__class__')), /__class__/],
  ['a name of the JavaScript prototype', pickle(call('', 'constructor')), /constructor/],
  [
    'a name hidden behind an allowed module',
    pickle(global('torch._utils', 'os.system')),
    /torch\._utils\.os\.system/,
  ],
  [
    'a name of 60,000 letters',
    pickle(text('m'), join('X', uint32(60_000), Buffer.alloc(60_000, 'n')), '\x93'),
    /m\.nnn/,
  ],
]);

const refusedOpcodes = rows('formats.opcodeRefused', [
  ['INST', pickle('(ios\nsystem\n'), /INST \(0x69\)/],
  ['OBJ', pickle('(', global('collections', 'OrderedDict'), 'o'), /OBJ/],
  ['NEWOBJ', pickle(global('collections', 'OrderedDict'), ')\x81'), /NEWOBJ/],
  ['an extension registry code', pickle('\x82\x01'), /EXT1/],
  ['a persistent id in text', pickle('Pstorage\n'), /PERSID/],
  ['a number in text', pickle('I1\n'), /INT/],
  ['an instruction that does not exist', pickle('\xff'), /0xff/],
]);

const tooLarge = rows('formats.tooLarge', [
  ['text of 4 GB', pickle('X', uint32(0xffffffff)), /4294967295|429496/],
  ['text of 2^63 bytes', pickle('\x8d', uint64(2n ** 63n)), /the pickle has 9223372036854/],
  ['bytes of 2^64 - 1', pickle('\x8e', uint64(2n ** 64n - 1n)), /the pickle has 18446744073709/],
  ['an integer of 2 GB', pickle('\x8b', uint32(0x7fffffff)), /bytes in one integer/],
  ['an integer of negative length', pickle('\x8b', uint32(0x80000000)), /bytes in one integer/],
  ['a stack of 200,000 lists', pickle(repeated(']', 200_000)), /values on its stack/],
  ['200,000 marks', pickle(repeated('(', 200_000)), /marks on its stack/],
  ['four million instructions', pickle(repeated('N0', 2_000_000)), /instructions/],
]);

const memoBomb = Array.from({ length: 200 }, (_, i) =>
  join(
    ']q',
    bytes(String.fromCharCode(i + 1)),
    '(h',
    bytes(String.fromCharCode(i)),
    'h',
    bytes(String.fromCharCode(i)),
    'e0',
  ),
);
const manyPairs = join(']q\x01(', ...Array.from({ length: 50_000 }, () => join(int(1), 'N\x86')), 'e0');

const noStateDict = rows('formats.noStateDict', [
  ['a memo bomb of 2^200 values', pickle(']q\x000', ...memoBomb, 'h\xc8'), /a list of 2 values/],
  [
    'a memo bomb as state dict',
    pickle(']q\x000', ...memoBomb, dict({ state_dict: 'h\xc8' })),
    /keys \[state_dict\]/,
  ],
  ['tuples nested a million deep', pickle('N', repeated('\x85', 1_000_000)), /a list of 1 values/],
  ['a list that contains itself', pickle(']q\x00h\x00a'), /a list of 1 values/],
  [
    'a dict that is its own state dict',
    pickle('}q\x00', text('state_dict'), 'h\x00s'),
    /keys \[state_dict\]/,
  ],
  ['a dict that is its own key', pickle('}q\x00h\x00Ns'), /a dict/],
  ['None', pickle('N'), /the value None/],
  ['an empty dict', pickle('}'), /a dict with the keys \[\]/],
  ['tensors under numbers', pickle('}', int(1), tensor(), 's'), /keys \[1\]/],
]);

const invalid = rows('formats.invalid', [
  ['a call of text', pickle(text('f'), ')R'), /not callable/],
  ['a call of a dtype', pickle(global('torch', 'float32'), ')R'), /not callable/],
  ['arguments that are not a tuple', pickle(global('collections', 'OrderedDict'), 'NR'), /not a tuple/],
  ['attributes for a tensor', pickle(tensor(), '}b'), /sets attributes/],
  ['a pop of an empty stack', pickle('0'), /empty stack/],
  ['a pop through a mark', pickle('N(0'), /empty stack/],
  ['a tuple without a mark', pickle('Nt'), /mark that was never set/],
  ['items for a list', pickle(']NNs'), /not a dict/],
  ['an append to a dict', pickle('}Na'), /not a list/],
  ['a key without a value', pickle('}(Nu'), /key without a value/],
  ['values left over', pickle('NN'), /left over/],
  ['an unset memo entry', pickle('h\x07'), /memo entry 7/],
  ['protocol 9', join('\x80\x09N.'), /protocol 9/],
  ['text that is not UTF-8', pickle('X', uint32(2), bytes('\xc3\x28')), /UTF-8/],
  ['a name without an end', pickle('c', repeated('a', 300)), /longer than 255/],
  [
    'a dict of things that are not pairs',
    pickle(call('collections', 'OrderedDict', tuple('N'))),
    /not pairs/,
  ],
  [
    'a thousand copies of 50,000 pairs',
    pickle(
      manyPairs,
      ...Array.from({ length: 1000 }, () => join(global('collections', 'OrderedDict'), 'h\x01\x85R0')),
    ),
    /more than 1000000 pairs/,
  ],
]);

const oddTensor = (parts: Parameters<typeof tensor>[0]) => pickle(dict({ w: tensor(parts) }));
const oddStorage = (parts: Parameters<typeof storage>[0]) => oddTensor({ storage: storage(parts) });
const ones = (count: number) => Array.from({ length: count }, () => int(1));

const invalidTensors = rows('formats.invalid', [
  ['a negative offset', oddTensor({ offset: int(-1) }), /storage offset -1/],
  ['an offset outside the storage', oddTensor({ offset: int(1) }), /outside storage "0" of 6/],
  ['an offset of 2^53', oddTensor({ offset: int(2 ** 53) }), /storage offset/],
  ['a negative stride', oddTensor({ strides: tuple(int(-3), int(1)) }), /strides \[-3, 1\]/],
  ['a stride outside the storage', oddTensor({ strides: tuple(int(100), int(1)) }), /outside storage/],
  ['a negative size', oddTensor({ shape: tuple(int(-2), int(3)) }), /shape \[-2, 3\]/],
  ['a size that is NaN', oddTensor({ shape: tuple(float(Number.NaN), int(3)) }), /shape \[NaN, 3\]/],
  ['a size of 1.5', oddTensor({ shape: tuple(float(1.5), int(3)) }), /shape \[1\.5, 3\]/],
  ['a size of 1e300', oddTensor({ shape: tuple(float(1e300), int(3)) }), /shape \[1e\+300/],
  ['a size that is text', oddTensor({ shape: tuple(text('2'), int(3)) }), /shape/],
  ['a shape that is None', oddTensor({ shape: 'N' }), /shape null/],
  ['a shape that contains itself', oddTensor({ shape: ']q\x55h\x55a' }), /shape \[\.\.\.\]/],
  ['more strides than sizes', oddTensor({ strides: tuple(...ones(3)) }), /strides \[1, 1, 1\]/],
  ['a thousand axes', oddTensor({ shape: tuple(...ones(1000)), strides: tuple(...ones(1000)) }), /shape/],
  [
    'an expansion of 6 elements to 2^42',
    oddTensor({ shape: tuple(int(2 ** 21), int(2 ** 21)), strides: tuple(int(0), int(0)) }),
    /expands 6 elements/,
  ],
  [
    'a shape of 2^80 elements',
    oddTensor({ shape: tuple(int(2 ** 40), int(2 ** 40)), strides: tuple(int(0), int(0)) }),
    /expands|outside/,
  ],
  ['a tensor of a dict', oddTensor({ storage: '}' }), /not a storage/],
  ['a parameter of None', pickle(call('torch._utils', '_rebuild_parameter', 'N')), /not a tensor/],
  ['a persistent id that is text', oddTensor({ storage: join(text('storage'), 'Q') }), /not a storage/],
  ['a storage type that is a dtype', oddStorage({ type: global('torch', 'float32') }), /a type that is none/],
  ['a storage key that is a path', oddStorage({ key: text('../../../etc/passwd') }), /impossible key/],
  ['a storage key that is a number', oddStorage({ key: int(0) }), /impossible key/],
  ['a negative storage size', oddStorage({ count: int(-6) }), /size -6/],
  ['a storage size that is NaN', oddStorage({ count: float(Number.NaN) }), /size NaN/],
  [
    'a storage size of 2^62',
    oddStorage({ count: join('\x8a\x08', uint64(2n ** 62n)) }),
    /size 4611686018427387904/,
  ],
  ['a view of a storage', oddStorage({ extra: tuple(text('v'), int(0), int(1)) }), /views of storages/],
  [
    'one storage with two sizes',
    pickle(dict({ w: tensor(), v: tensor({ storage: storage({ count: int(7) }) }) })),
    /in two ways/,
  ],
  [
    'one storage with two dtypes',
    pickle(dict({ w: tensor(), v: tensor({ storage: storage({ type: global('torch', 'IntStorage') }) }) })),
    /in two ways/,
  ],
  [
    'a storage larger than its entry',
    oddStorage({ count: int(1_000_000) }),
    /need 4000000 bytes, the archive has 24/,
  ],
  [
    'a storage smaller than its entry',
    oddTensor({ storage: storage({ count: int(3) }), shape: tuple(int(3)), strides: tuple(int(1)) }),
    /need 12 bytes/,
  ],
  ['a storage that is not there', oddStorage({ key: text('7') }), /storage "7": is not in the archive/],
]);

const unsupported = rows('formats.dtypeUnsupported', [
  ['a quantized storage', oddStorage({ type: global('torch', 'QInt8Storage') }), /QInt8Storage/],
  ['a storage type that does not exist', oddStorage({ type: global('torch', 'EvilStorage') }), /EvilStorage/],
]);

const truncated = rows('formats.truncated', [
  ['no instruction', Buffer.alloc(0), /the pickle/],
  ['no STOP', join('\x80\x02N'), /the pickle/],
  ['text beyond its end', pickle('X', uint32(1000), 'abc'), /the pickle/],
  ['half a number', join('\x80\x02G\x00'), /the pickle/],
]);

export const pickleFaults: readonly Fault[] = [
  ...refusedGlobals,
  ...refusedOpcodes,
  ...tooLarge,
  ...noStateDict,
  ...invalid,
  ...invalidTensors,
  ...unsupported,
  ...truncated,
];
