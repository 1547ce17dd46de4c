// Names of Transformers' image classifiers in those of torchvision, which the models here bear.
// Source: transformers/models/resnet/modeling_resnet.py and mobilenet_v2/modeling_mobilenet_v2.py.

type Rule = readonly [pattern: RegExp, name: (...groups: string[]) => string];

const norm = `(weight|bias|running_mean|running_var)$`;

const resnet: readonly Rule[] = [
  [/embedder\.embedder\.convolution\.weight$/, () => 'conv1.weight'],
  [new RegExp(String.raw`embedder\.embedder\.normalization\.${norm}`), (end) => `bn1.${end}`],
  [
    /encoder\.stages\.(\d+)\.layers\.(\d+)\.layer\.(\d+)\.convolution\.weight$/,
    (stage, block, conv) => `layer${Number(stage) + 1}.${block}.conv${Number(conv) + 1}.weight`,
  ],
  [
    new RegExp(String.raw`encoder\.stages\.(\d+)\.layers\.(\d+)\.layer\.(\d+)\.normalization\.${norm}`),
    (stage, block, conv, end) => `layer${Number(stage) + 1}.${block}.bn${Number(conv) + 1}.${end}`,
  ],
  [
    /encoder\.stages\.(\d+)\.layers\.(\d+)\.shortcut\.convolution\.weight$/,
    (stage, block) => `layer${Number(stage) + 1}.${block}.downsample.0.weight`,
  ],
  [
    new RegExp(String.raw`encoder\.stages\.(\d+)\.layers\.(\d+)\.shortcut\.normalization\.${norm}`),
    (stage, block, end) => `layer${Number(stage) + 1}.${block}.downsample.1.${end}`,
  ],
  [/classifier\.1\.(weight|bias)$/, (end) => `fc.${end}`],
];

/** Convolution and norm of one of Transformers' MobileNetV2 layers, where torchvision has them. */
function mobilenetRules(
  layer: string,
  places: (...groups: string[]) => readonly [convolution: string, norm: string],
): Rule[] {
  return [
    [
      new RegExp(String.raw`${layer}\.convolution\.weight$`),
      (...groups) => `features.${places(...groups)[0]}.weight`,
    ],
    [
      new RegExp(String.raw`${layer}\.normalization\.${norm}`),
      (...groups) => `features.${places(...groups)[1]}.${groups.at(-1)}`,
    ],
  ];
}

/** torchvision counts the stem as feature 0 and the block without expansion as 1; Transformers joins the two. */
const feature = (layer: string) => Number(layer) + 2;

const mobilenetV2: readonly Rule[] = [
  ...mobilenetRules(String.raw`conv_stem\.first_conv`, () => ['0.0', '0.1']),
  ...mobilenetRules(String.raw`conv_stem\.conv_3x3`, () => ['1.conv.0.0', '1.conv.0.1']),
  ...mobilenetRules(String.raw`conv_stem\.reduce_1x1`, () => ['1.conv.1', '1.conv.2']),
  ...mobilenetRules(String.raw`layer\.(\d+)\.expand_1x1`, (at) => [
    `${feature(at!)}.conv.0.0`,
    `${feature(at!)}.conv.0.1`,
  ]),
  ...mobilenetRules(String.raw`layer\.(\d+)\.conv_3x3`, (at) => [
    `${feature(at!)}.conv.1.0`,
    `${feature(at!)}.conv.1.1`,
  ]),
  ...mobilenetRules(String.raw`layer\.(\d+)\.reduce_1x1`, (at) => [
    `${feature(at!)}.conv.2`,
    `${feature(at!)}.conv.3`,
  ]),
  ...mobilenetRules('conv_1x1', () => ['18.0', '18.1']),
  [/classifier\.(weight|bias)$/, (end) => `classifier.1.${end}`],
];

/** By a tensor that only this naming has. */
const namings: readonly { readonly tensor: RegExp; readonly rules: readonly Rule[] }[] = [
  { tensor: /(?:^|\.)encoder\.stages\.0\.layers\.0\.layer\.0\.convolution\.weight$/, rules: resnet },
  { tensor: /(?:^|\.)conv_stem\.first_conv\.convolution\.weight$/, rules: mobilenetV2 },
];

/**
 * How the names of a file are to be translated: `resnet.encoder.stages.0.layers.1.layer.0.convolution.weight` to
 * `resnet.layer1.1.conv1.weight`. Undefined where they are not those of Transformers' image classifiers.
 */
export function hubNaming(names: readonly string[]): ((name: string) => string) | undefined {
  const naming = namings.find(({ tensor }) => names.some((name) => tensor.test(name)));
  return naming && ((name) => translated(name, naming.rules));
}

function translated(name: string, rules: readonly Rule[]): string {
  for (const [pattern, rename] of rules) {
    const found = pattern.exec(name);
    if (found === null || (found.index > 0 && name[found.index - 1] !== '.')) continue;
    return name.slice(0, found.index) + rename(...found.slice(1));
  }
  return name;
}
