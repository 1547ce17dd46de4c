// README.md of an export: what the files are, what goes in and comes out, and programs that can be copied and run.

import type { DecisionRule } from '../evaluation/decision.ts';
import { kindFacts } from '../facts/tasks.ts';
import type { Model } from '../models/model.ts';
import { answerInPython, decisionText, indented } from './export-decision.ts';
import type { ExportFormat } from './export-formats.ts';
import type { ExportParity } from './export-parity.ts';
import { encoderPooling, readBy } from './hub-config.ts';
import { pictureInPython, pictureInScript, pillowPicture } from './readme-picture-programs.ts';
import { textInPython, textInScript } from './readme-text-programs.ts';
import type { ModelFile } from './run-files.ts';

export interface ReadmeInput {
  readonly format: ExportFormat;
  readonly file: ModelFile;
  readonly model: Model;
  /** Text models: tokens the exported graph takes. */
  readonly maxTokens: number;
  readonly parity: ExportParity;
  /** Kept with the run; null: the most probable class is the answer. */
  readonly rule: DecisionRule | null;
}

export function exportReadme(input: ReadmeInput): string {
  const { file, format } = input;
  const decision = decisionText(input.rule, inline);
  const { plural } = kindFacts(file.task);
  return `${[
    `# A classifier of ${plural}`,
    `It tells ${file.classes.length} classes apart, in the order of its outputs:`,
    file.classes.map((name, index) => `${index}. ${inline(name)}`).join('\n'),
    checked(input),
    inputs(input),
    ...(decision === undefined ? [] : [decision]),
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

function inputs({ model, file, maxTokens, format }: ReadmeInput): string {
  const { input } = model;
  if (input.kind === 'image') {
    return (
      `Input: \`x\`, float32[batch, 3, ${input.height}, ${input.width}], RGB, (pixel / 255 - mean) / std with mean ` +
      `${list(input.mean)} and std ${list(input.std)}.${whiteText(file)} Libraries resize pictures a little differently: with another ` +
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

function whiteText({ preprocessing }: ModelFile): string {
  const { whiteLevel } = preprocessing;
  if (whiteLevel === undefined) return '';
  return ` In pictures of 16 bits ${whiteLevel} and all above it is white (255).`;
}

const list = (values: readonly number[]) =>
  `[${values.map((value) => Number(value.toPrecision(6))).join(', ')}]`;

function block(language: string, lines: readonly string[]): string {
  return `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;
}

function onnxPrograms(input: ReadmeInput): string[] {
  const { model, file, maxTokens, rule } = input;
  const picture = model.input.kind === 'image' ? { ...model.input, ...file.preprocessing } : undefined;
  const python = picture === undefined ? textInPython(maxTokens, rule) : pictureInPython(picture, rule);
  const script = picture === undefined ? textInScript(maxTokens, rule) : pictureInScript(picture, rule);
  const [example, what] = picture === undefined ? ['"the text"', 'texts'] : ['picture.png', 'pictures'];
  return [
    'Outputs: `logits` and `probabilities`, float32[batch, classes]. Class names and preprocessing are also in the metadata of `model.onnx`.',
    `Both programs prepare ${what} as the run did. Save one in this folder.`,
    '## Python',
    `As classify.py: \`python classify.py ${example}\`, with ${picture === undefined ? 'onnxruntime, numpy and tokenizers' : 'onnxruntime, numpy and pillow (10.1 or newer)'}:`,
    block('python', python),
    '## JavaScript',
    `As classify.mjs: \`node classify.mjs ${example}\`, with ${picture === undefined ? 'onnxruntime-node and @huggingface/tokenizers' : 'onnxruntime-node and sharp'}:`,
    block('javascript', script),
  ];
}

/** Transformers reads the encoder; how its tokens are pooled and classified is written out. */
function encoderProgram(pooling: 'mean' | 'first', { maxTokens, rule }: ReadmeInput): string {
  const pooled =
    pooling === 'first'
      ? ['    pooled = hidden[:, 0]']
      : [
          '    mask = inputs["attention_mask"][..., None]',
          '    pooled = (hidden * mask).sum(1) / mask.sum(1)',
        ];
  return [
    'Transformers reads the encoder only: its classes for classification pool texts in another way.',
    '## Python',
    block('python', [
      'import json, sys, torch',
      'from safetensors.torch import load_file',
      'from transformers import AutoModel, AutoTokenizer',
      '',
      'classes = json.load(open("model.json"))["classes"]',
      'tokenizer = AutoTokenizer.from_pretrained(".")',
      'encoder = AutoModel.from_pretrained(".").eval()',
      'head = load_file("model.safetensors")',
      'for text in sys.argv[1:]:',
      `    inputs = tokenizer(text, truncation=True, max_length=${maxTokens}, return_tensors="pt")`,
      '    with torch.no_grad():',
      '        hidden = encoder(**inputs).last_hidden_state',
      ...pooled,
      '    probabilities = (pooled @ head["classifier.weight"].T + head["classifier.bias"]).softmax(1)[0]',
      ...indented(answerInPython(rule, { probabilities: 'probabilities.numpy()', shown: 'text, ' }), '    '),
    ]),
  ].join('\n\n');
}

function safetensorsProgram(input: ReadmeInput): string {
  const { model, file, rule } = input;
  const reader = readBy(file);
  const pooling = encoderPooling(file);
  if (pooling !== undefined) return encoderProgram(pooling, input);
  if (reader === null)
    return 'The weights carry the names of the reference implementation; no library has this very architecture, so they are for your own code, for Finesse, or as an ONNX export for everything else.';
  if (reader.library === 'transformers') {
    return [
      '## Python',
      block('python', [
        ...(rule === null ? [] : ['import numpy as np']),
        'from transformers import pipeline',
        '',
        'classify = pipeline("text-classification", model=".", top_k=None)',
        ...(rule === null
          ? ['print(classify("the text to classify"))']
          : [
              'rows = classify("the text to classify")',
              'classes = [row["label"] for row in rows]',
              ...answerInPython(rule, { probabilities: '[row["score"] for row in rows]' }),
            ]),
      ]),
    ].join('\n\n');
  }
  const { input: picture } = model;
  if (picture.kind !== 'image') return '';
  const call = reader.name.endsWith(')')
    ? reader.name.replace(')', ', num_classes=len(classes))')
    : `${reader.name}(num_classes=len(classes))`;
  return [
    '## Python',
    block('python', [
      'import json, sys',
      'import numpy as np, torch, torchvision',
      'from PIL import Image, ImageOps',
      'from safetensors.torch import load_file',
      '',
      ...pillowPicture({ ...picture, ...file.preprocessing }),
      '',
      'classes = json.load(open("model.json"))["classes"]',
      `model = ${call}`,
      'model.load_state_dict(load_file("model.safetensors"))',
      'model.eval()',
      'for path in sys.argv[1:]:',
      '    with torch.no_grad():',
      '        probabilities = model(torch.from_numpy(load(path))).softmax(1)[0]',
      ...indented(answerInPython(rule, { probabilities: 'probabilities.numpy()', shown: 'path, ' }), '    '),
    ]),
  ].join('\n\n');
}
