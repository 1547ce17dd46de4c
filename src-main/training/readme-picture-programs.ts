// Programs for the README of an exported picture classifier. They read files as data/decode-picture.ts does: upright,
// transparency on white, 16 bits brought to 8. What a library cannot read as the run did, its program refuses.
import type { DecisionRule } from '../evaluation/decision.ts';
import type { ImageInput } from '../models/model.ts';
import { answerInPython, answerInScript, indented } from './export-decision.ts';
import type { ModelFile } from './run-files.ts';

export type PictureProgram = Pick<ImageInput, 'height' | 'width' | 'mean' | 'std'> &
  Pick<ModelFile['preprocessing'], 'resize' | 'whiteLevel'>;

const list = (values: readonly number[]) =>
  `[${values.map((value) => Number(value.toPrecision(6))).join(', ')}]`;

/** `load(path)` gives the network's input, by Pillow; needs `np`, `Image` and `ImageOps`. */
export function pillowPicture(program: PictureProgram): string[] {
  const { height, width, mean, std, resize, whiteLevel } = program;
  const size = `(${width}, ${height})`;
  const ways = {
    crop: `ImageOps.fit(picture, ${size}, Image.Resampling.BILINEAR)`,
    squash: `picture.resize(${size}, Image.Resampling.BILINEAR)`,
    pad: `ImageOps.pad(picture, ${size}, Image.Resampling.BILINEAR, color="black")`,
  };
  return [
    'def load(path):',
    '    picture = Image.open(path)',
    '    if picture.mode in ("CMYK", "F", "LAB", "YCbCr", "HSV"):',
    '        raise ValueError(f"{path} is {picture.mode}, which Pillow reads otherwise; save it as RGB")',
    ...(whiteLevel === undefined ? [] : deepColours),
    '    picture = ImageOps.exif_transpose(picture)',
    '    if picture.mode.startswith("I"):  # 16 bits, grey',
    ...deepGrey(whiteLevel),
    '    if picture.has_transparency_data:',
    '        white = Image.new("RGBA", picture.size, "white")',
    '        picture = Image.alpha_composite(white, picture.convert("RGBA"))',
    '    picture = picture.convert("RGB")',
    `    picture = ${ways[resize]}`,
    `    x = (np.asarray(picture, np.float32) / 255 - ${list(mean)}) / ${list(std)}`,
    '    return x.transpose(2, 0, 1)[None].astype(np.float32)',
  ];
}

/** Pillow keeps only the upper 8 of 16 bits of colours, so that nothing is left to stretch. */
const deepColours = [
  '    if picture.mode in ("RGB", "RGBA", "LA") and ";16" in str(picture.tile):',
  '        raise ValueError(f"{path} has colours of 16 bits, of which Pillow reads 8; save it as 16-bit grey")',
];

function deepGrey(whiteLevel: number | undefined): string[] {
  if (whiteLevel === undefined)
    return ['        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))'];
  return [
    `        values = np.minimum(np.asarray(picture) * (65535 / ${whiteLevel}), 65535)`,
    '        picture = Image.fromarray((values // 256).astype(np.uint8))',
  ];
}

export function pictureInPython(program: PictureProgram, rule: DecisionRule | null): string[] {
  return [
    'import json, sys',
    'import numpy as np, onnxruntime',
    'from PIL import Image, ImageOps',
    '',
    ...pillowPicture(program),
    '',
    'session = onnxruntime.InferenceSession("model.onnx")',
    'classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])',
    'for path in sys.argv[1:]:',
    '    [probabilities] = session.run(["probabilities"], {"x": load(path)})',
    ...indented(answerInPython(rule, { probabilities: 'probabilities[0]', shown: 'path, ' }), '    '),
  ];
}

export function pictureInScript(program: PictureProgram, rule: DecisionRule | null): string[] {
  const { height, width, mean, std, resize, whiteLevel } = program;
  const fit = { crop: 'cover', squash: 'fill', pad: 'contain' }[resize];
  return [
    'import { readFile } from "node:fs/promises";',
    'import ort from "onnxruntime-node";',
    'import sharp from "sharp";',
    '',
    'async function load(path) {',
    `  const { space${whiteLevel === undefined ? '' : ', depth, hasAlpha'} } = await sharp(path).metadata();`,
    '  // Colour profiles count for CMYK only, as in training.',
    `  ${whiteLevel === undefined ? 'const' : 'let'} picture = sharp(path, { ignoreIcc: space !== "cmyk" }).autoOrient();`,
    ...(whiteLevel === undefined ? [] : stretchInScript(whiteLevel)),
    '  const pixels = await picture.flatten({ background: "#fff" }).toColourspace("srgb")',
    `    .resize({ width: ${width}, height: ${height}, fit: "${fit}", kernel: "linear", background: "#000" })`,
    '    .raw({ depth: "uchar" }).toBuffer();',
    `  const [mean, std] = [${list(mean)}, ${list(std)}];`,
    `  const plane = ${height * width};`,
    '  const x = Float32Array.from({ length: 3 * plane }, (_, i) => {',
    '    const channel = Math.floor(i / plane);',
    '    return (pixels[(i % plane) * 3 + channel] / 255 - mean[channel]) / std[channel];',
    '  });',
    `  return new ort.Tensor("float32", x, [1, 3, ${height}, ${width}]);`,
    '}',
    '',
    'const { classes } = JSON.parse(await readFile("model.json", "utf8"));',
    'const session = await ort.InferenceSession.create("model.onnx");',
    'for (const path of process.argv.slice(2)) {',
    '  const { probabilities } = await session.run({ x: await load(path) });',
    ...indented(answerInScript(rule, { probabilities: 'probabilities.data', shown: 'path, ' }), '  '),
    '}',
  ];
}

function stretchInScript(whiteLevel: number): string[] {
  return [
    '  if (depth === "ushort" && hasAlpha) throw new Error(path + ": transparent, 16 bits; lay it on white first");',
    `  if (depth === "ushort") picture = picture.linear(65535 / ${whiteLevel}, 0);`,
  ];
}
