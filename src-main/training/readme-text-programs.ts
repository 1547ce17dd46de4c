// Programs for the README of an exported text classifier: the tokenizer of the folder, cut and padded as in the run.
import type { DecisionRule } from '../evaluation/decision.ts';
import { answerInPython, answerInScript, indented } from './export-decision.ts';

export function textInPython(maxTokens: number, rule: DecisionRule | null): string[] {
  return [
    'import json, sys',
    'import numpy as np, onnxruntime',
    'from tokenizers import Tokenizer',
    '',
    'tokenizer = Tokenizer.from_file("tokenizer.json")',
    `tokenizer.enable_truncation(${maxTokens})`,
    `tokenizer.enable_padding(length=${maxTokens}, pad_id=tokenizer.token_to_id("[PAD]") or 0)`,
    'row = lambda values: np.array([values], np.int32)',
    'session = onnxruntime.InferenceSession("model.onnx")',
    'known = {i.name for i in session.get_inputs()}',
    'classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])',
    'for text in sys.argv[1:]:',
    '    encoded = tokenizer.encode(text.strip())',
    '    inputs = {"inputIds": row(encoded.ids), "attentionMask": row(encoded.attention_mask), "tokenTypeIds": row(encoded.type_ids)}',
    '    [probabilities] = session.run(["probabilities"], {k: v for k, v in inputs.items() if k in known})',
    ...indented(answerInPython(rule, { probabilities: 'probabilities[0]' }), '    '),
  ];
}

export function textInScript(maxTokens: number, rule: DecisionRule | null): string[] {
  return [
    'import { readFile } from "node:fs/promises";',
    'import ort from "onnxruntime-node";',
    'import { Tokenizer } from "@huggingface/tokenizers";',
    '',
    'const { classes } = JSON.parse(await readFile("model.json", "utf8"));',
    'const tokenizer = new Tokenizer(JSON.parse(await readFile("tokenizer.json", "utf8")), {});',
    'const session = await ort.InferenceSession.create("model.onnx");',
    `const tokens = ${maxTokens};`,
    'const row = (value) => new ort.Tensor("int32", Int32Array.from({ length: tokens }, (_, i) => value(i)), [1, tokens]);',
    'const [own, whole] = [false, true].map((add_special_tokens) => tokenizer.encode("a", { add_special_tokens }).ids);',
    'const ending = whole.length - own.length - whole.indexOf(own[0]); // what follows a text, and stays when it is cut',
    'for (const text of process.argv.slice(2)) {',
    '  const { ids } = tokenizer.encode(text.trim());',
    '  const kept = ids.length <= tokens ? ids : [...ids.slice(0, tokens - ending), ...ids.slice(ids.length - ending)];',
    '  const inputs = {',
    '    inputIds: row((i) => kept[i] ?? tokenizer.token_to_id("[PAD]") ?? 0),',
    '    attentionMask: row((i) => Number(i < kept.length)),',
    '    tokenTypeIds: row(() => 0),',
    '  };',
    '  const known = Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]]));',
    '  const { probabilities } = await session.run(known);',
    ...indented(answerInScript(rule, { probabilities: 'probabilities.data' }), '  '),
    '}',
  ];
}
