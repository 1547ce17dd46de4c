// Networks that bear the tensor names of a supported one and compute something else: config.json, a prefix or a shape
// tells them. Each function gives the reason to refuse a file, or undefined.

type Config = Readonly<Record<string, unknown>>;

/** Networks of Transformers that bear BERT's names behind one of their own. */
const otherBerts =
  /(?:^|\.)((?:xlm_)?roberta|camembert|data2vec_text|electra|ernie|esm|layoutlm|lilt|longformer|luke|markuplm|nezha|rembert|roc_bert|splinter|tapas)\.$/;

export interface BertEvidence {
  /** What stood before the names. */
  readonly prefix: string;
  /** Rows of the two embeddings. */
  readonly positions: number;
  readonly tokenTypes: number;
}

/** RoBERTa counts positions from 2 and has one type of token; without config.json only that tells it from BERT. */
export function bertLookAlike(
  config: Config,
  { prefix, positions, tokenTypes }: BertEvidence,
): string | undefined {
  const other = otherBerts.exec(prefix)?.[1];
  if (other !== undefined)
    return `its names begin with "${prefix}": it is of the kind ${other}, which is not BERT`;
  if (config.model_type === undefined && tokenTypes === 1 && Number.isInteger(Math.log2(positions - 2)))
    return `with ${positions} positions and one type of token it is a RoBERTa, which is not BERT`;
  const embeddings = config.position_embedding_type;
  if (embeddings !== undefined && embeddings !== 'absolute')
    return `its position embeddings are ${embeddings}, needed absolute ones`;
  return otherClass(config, { modelType: 'bert', activation: 'gelu', found: config.hidden_act });
}

export function distilbertLookAlike(config: Config): string | undefined {
  return otherClass(config, { modelType: 'distilbert', activation: 'gelu', found: config.activation });
}

/** timm's ResNets that compute what torchvision's do; others (resnetaa50, resnetblur50) share their tensors. */
const timmResnets = /^(?:tv_|gluon_|ssl_|swsl_)?resnet\d+(?:_v1b)?$/;

export function resnetLookAlike(config: Config): string | undefined {
  for (const place of ['downsample_in_bottleneck', 'downsample_in_first_stage'])
    if (config[place] === true)
      return `its config.json says ${place}: it makes pictures smaller elsewhere than torchvision's`;
  const { architecture, pretrained_cfg: timm } = config;
  if (timm !== undefined && typeof architecture === 'string' && !timmResnets.test(architecture))
    return `its config.json says architecture ${architecture}`;
  return otherPictureClass(config, { modelType: 'resnet', activation: 'relu' });
}

export function mobilenetLookAlike(config: Config): string | undefined {
  const { padding, epsilon, stride } = mobilenetSwitches(config);
  if (stride !== 32) return `its config.json says output_stride ${stride}, needed 32`;
  if (!(padding === true && epsilon === 1e-3) && !(padding === false && epsilon === 1e-5))
    return `its config.json says tf_padding ${padding} with layer_norm_eps ${epsilon}`;
  return otherPictureClass(config, { modelType: 'mobilenet_v2', activation: 'relu6' });
}

/** Whether a MobileNetV2 of Transformers pads and normalises as Keras does, which is what its class does unless told. */
export function followsKeras(config: Config): boolean {
  return mobilenetSwitches(config).padding === true;
}

/** With the defaults of MobileNetV2Config. */
function mobilenetSwitches(config: Config) {
  const { tf_padding: padding = true, layer_norm_eps: epsilon = 1e-3, output_stride: stride = 32 } = config;
  return { padding, epsilon, stride };
}

function otherPictureClass(
  config: Config,
  needed: { readonly modelType: string; readonly activation: string },
): string | undefined {
  const numChannels = config.num_channels;
  if (numChannels !== undefined && numChannels !== 3)
    return `its config.json says num_channels ${numChannels}, needed 3`;
  return otherClass(config, { ...needed, found: config.hidden_act });
}

function otherClass(
  config: Config,
  needed: { readonly modelType: string; readonly activation: string; readonly found: unknown },
): string | undefined {
  const { modelType, activation, found } = needed;
  if (config.model_type !== undefined && config.model_type !== modelType)
    return `its config.json says model_type ${config.model_type}`;
  if (found !== undefined && found !== activation)
    return `its config.json says activation ${found}, only ${activation} is supported`;
  return undefined;
}
