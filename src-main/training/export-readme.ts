// README.md of an export: what the files are, what goes in and comes out, and programs that can be copied and run.
import type { Model } from '../models/model.ts';
import type { ExportFormat } from './export-formats.ts';
import type { ExportParity } from './export-parity.ts';
import { readBy } from './hub-config.ts';
import type { ModelFile } from './run-files.ts';

export interface ReadmeInput {
  readonly format: ExportFormat;
  readonly file: ModelFile;
  readonly model: Model;
  /** Text models: tokens the exported graph takes. */
  readonly maxTokens: number;
  readonly parity: ExportParity;
}

export function exportReadme(input: ReadmeInput): string {
  const { file, format } = input;
  const kind = file.task === 'image-classification' ? 'pictures' : 'texts';
  return `${[
    `# A classifier of ${kind}`,
    `It tells ${file.classes.length} classes apart, in the order of its outputs:`,
    file.classes.map((name, index) => `${index}. ${inline(name)}`).join('\n'),
    checked(input),
    inputs(input),
    ...(format === 'onnx' ? onnxPrograms(input) : [safetensorsProgram(input)]),
    'Exported by Finesse. `model.json` holds the architecture, the classes and the preprocessing; Finesse itself opens this folder as weights.',
  ].join('\n\n')}\n`;
}

/** A class name inside Markdown, where it must not become markup. */
function inline(text: string): string {
  const ticks = '`'.repeat(Math.max(0, ...Array.from(text.matchAll(/`+/g), ({ 0: run }) => run.length)) + 1);
  const clean = text.replace(/\s+/g, ' ');
  return clean.startsWith('`') || clean.endsWith('`') ? `${ticks} ${clean} ${ticks}` : ticks + clean + ticks;
}

function checked({ parity }: ReadmeInput): string {
  const { examples, inputs, largestDifference, agreeing } = parity;
  const what = inputs === 'synthetic' ? 'made-up inputs' : `examples of the ${inputs} split`;
  return (
    `Checked when it was exported: on ${examples} ${what} its probabilities differ from those of the run by at most ` +
    `${largestDifference.toExponential(1)}, and ${agreeing} of ${examples} predicted classes agree.`
  );
}

function inputs({ model, maxTokens, format }: ReadmeInput): string {
  const { input } = model;
  if (input.kind === 'image') {
    return (
      `Input: \`x\`, float32[batch, 3, ${input.height}, ${input.width}], RGB, (pixel / 255 - mean) / std with mean ` +
      `${list(input.mean)} and std ${list(input.std)}. Libraries resize pictures a little differently: with another ` +
      'one than sharp, which Finesse uses, a probability may differ by a few hundredths.'
    );
  }
  const names =
    format === 'onnx'
      ? '`inputIds`, `attentionMask` and (where the graph has it) `tokenTypeIds`, int32'
      : '`input_ids`, `attention_mask`, int64';
  const length = format === 'onnx' ? `padded to ${maxTokens} tokens` : `cut to at most ${maxTokens} tokens`;
  return `Input: ${names}[batch, tokens], ${length}, from the tokenizer beside this file.`;
}

const list = (values: readonly number[]) =>
  `[${values.map((value) => Number(value.toPrecision(6))).join(', ')}]`;

function block(language: string, lines: readonly string[]): string {
  return `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;
}

function onnxPrograms(input: ReadmeInput): string[] {
  const python = input.model.input.kind === 'image' ? pictureInPython(input) : textInPython(input);
  const script = input.model.input.kind === 'image' ? pictureInScript(input) : textInScript(input);
  return [
    'Outputs: `logits` and `probabilities`, float32[batch, classes]. Class names and preprocessing are also in the metadata of `model.onnx`.',
    '## Python',
    block('python', python),
    '## JavaScript',
    block('javascript', script),
  ];
}

/** Pillow's way to the same picture; `resize` as the run did it. */
function pillowPicture({ model, file }: ReadmeInput): string[] {
  const { input } = model;
  if (input.kind !== 'image') return [];
  const size = `(${input.width}, ${input.height})`;
  const ways = {
    crop: `picture = ImageOps.fit(picture, ${size}, Image.Resampling.BILINEAR)`,
    squash: `picture = picture.resize(${size}, Image.Resampling.BILINEAR)`,
    pad: `picture = ImageOps.pad(picture, ${size}, Image.Resampling.BILINEAR, color="black")`,
  };
  return [
    'picture = ImageOps.exif_transpose(Image.open("picture.jpg")).convert("RGB")',
    ways[file.preprocessing.resize],
    `x = (np.asarray(picture, np.float32) / 255 - ${list(input.mean)}) / ${list(input.std)}`,
    'x = x.transpose(2, 0, 1)[None].astype(np.float32)',
  ];
}

function pictureInPython(input: ReadmeInput): string[] {
  return [
    'import json',
    'import numpy as np, onnxruntime',
    'from PIL import Image, ImageOps',
    '',
    ...pillowPicture(input),
    'session = onnxruntime.InferenceSession("model.onnx")',
    'classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])',
    '[probabilities] = session.run(["probabilities"], {"x": x})',
    'print(classes[probabilities[0].argmax()], probabilities[0].max())',
  ];
}

function textInPython({ maxTokens }: ReadmeInput): string[] {
  return [
    'import json',
    'import numpy as np, onnxruntime',
    'from tokenizers import Tokenizer',
    '',
    'tokenizer = Tokenizer.from_file("tokenizer.json")',
    `tokenizer.enable_truncation(${maxTokens})`,
    `tokenizer.enable_padding(length=${maxTokens})`,
    'encoded = tokenizer.encode("the text to classify")',
    'row = lambda values: np.array([values], np.int32)',
    'inputs = {"inputIds": row(encoded.ids), "attentionMask": row(encoded.attention_mask), "tokenTypeIds": row(encoded.type_ids)}',
    'session = onnxruntime.InferenceSession("model.onnx")',
    'known = {i.name for i in session.get_inputs()}',
    'classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])',
    '[probabilities] = session.run(["probabilities"], {k: v for k, v in inputs.items() if k in known})',
    'print(classes[probabilities[0].argmax()], probabilities[0].max())',
  ];
}

function pictureInScript({ model, file }: ReadmeInput): string[] {
  const { input } = model;
  if (input.kind !== 'image') return [];
  const { height, width, mean, std } = input;
  const fit = { crop: 'cover', squash: 'fill', pad: 'contain' }[file.preprocessing.resize];
  return [
    'import { readFile } from "node:fs/promises";',
    'import ort from "onnxruntime-node";',
    'import sharp from "sharp";',
    '',
    'const { classes } = JSON.parse(await readFile("model.json", "utf8"));',
    'const pixels = await sharp("picture.jpg").autoOrient().flatten({ background: "#fff" }).toColourspace("srgb")',
    `  .resize({ width: ${width}, height: ${height}, fit: "${fit}", kernel: "linear", background: "#000" }).raw().toBuffer();`,
    `const [mean, std] = [${list(mean)}, ${list(std)}];`,
    `const plane = ${height * width};`,
    'const x = Float32Array.from({ length: 3 * plane }, (_, i) => {',
    '  const channel = Math.floor(i / plane);',
    '  return (pixels[(i % plane) * 3 + channel] / 255 - mean[channel]) / std[channel];',
    '});',
    'const session = await ort.InferenceSession.create("model.onnx");',
    `const { probabilities } = await session.run({ x: new ort.Tensor("float32", x, [1, 3, ${height}, ${width}]) });`,
    'const best = probabilities.data.indexOf(Math.max(...probabilities.data));',
    'console.log(classes[best], probabilities.data[best]);',
  ];
}

function textInScript({ maxTokens }: ReadmeInput): string[] {
  return [
    'import { readFile } from "node:fs/promises";',
    'import ort from "onnxruntime-node";',
    'import { Tokenizer } from "@huggingface/tokenizers";',
    '',
    'const { classes } = JSON.parse(await readFile("model.json", "utf8"));',
    'const tokenizer = new Tokenizer(JSON.parse(await readFile("tokenizer.json", "utf8")), {});',
    'const { ids } = tokenizer.encode("the text to classify");',
    `const tokens = ${maxTokens};`,
    'const kept = ids.length <= tokens ? ids : [...ids.slice(0, tokens - 1), ids.at(-1)];',
    'const row = (value) => new ort.Tensor("int32", Int32Array.from({ length: tokens }, (_, i) => value(i)), [1, tokens]);',
    'const inputs = {',
    '  inputIds: row((i) => kept[i] ?? tokenizer.token_to_id("[PAD]") ?? 0),',
    '  attentionMask: row((i) => Number(i < kept.length)),',
    '  tokenTypeIds: row(() => 0),',
    '};',
    'const session = await ort.InferenceSession.create("model.onnx");',
    'const known = Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]]));',
    'const { probabilities } = await session.run(known);',
    'const best = probabilities.data.indexOf(Math.max(...probabilities.data));',
    'console.log(classes[best], probabilities.data[best]);',
  ];
}

function safetensorsProgram(input: ReadmeInput): string {
  const reader = readBy(input.file);
  if (reader === null)
    return 'The weights carry the names of the reference implementation; no library has this very architecture, so they are for your own code, for Finesse, or as an ONNX export for everything else.';
  if (reader.library === 'transformers') {
    return [
      '## Python',
      block('python', [
        'from transformers import pipeline',
        '',
        'classify = pipeline("text-classification", model=".", top_k=None)',
        'print(classify("the text to classify"))',
      ]),
    ].join('\n\n');
  }
  const call = reader.name.endsWith(')')
    ? reader.name.replace(')', ', num_classes=len(classes))')
    : `${reader.name}(num_classes=len(classes))`;
  return [
    '## Python',
    block('python', [
      'import json',
      'import numpy as np, torch, torchvision',
      'from PIL import Image, ImageOps',
      'from safetensors.torch import load_file',
      '',
      'classes = json.load(open("model.json"))["classes"]',
      `model = ${call}`,
      'model.load_state_dict(load_file("model.safetensors"))',
      'model.eval()',
      ...pillowPicture(input),
      'with torch.no_grad():',
      '    probabilities = model(torch.from_numpy(x)).softmax(1)[0]',
      'print(classes[int(probabilities.argmax())], float(probabilities.max()))',
    ]),
  ].join('\n\n');
}
