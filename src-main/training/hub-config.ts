// The small files beside exported weights that other programs look for: config.json and tokenizer_config.json as
// Transformers reads them. Source: the configuration classes of Transformers (BertConfig, DistilBertConfig).
import {
  type Architecture,
  type MobilenetV2Config,
  parseArchitecture,
  type ResnetConfig,
  resnetDepths,
} from '../models/architecture.ts';
import type { ModelFile } from './run-files.ts';

/** What reads the exported weights, and how; null where nothing we know of does. */
export interface ReadBy {
  /** Class or function, for example `BertForSequenceClassification`. */
  readonly name: string;
  readonly library: 'transformers' | 'torchvision';
}

export function readBy(file: ModelFile): ReadBy | null {
  const architecture = parseArchitecture(file.architecture);
  if (encoderPooling(file) !== undefined) return null;
  switch (architecture.family) {
    case 'bert':
      return { library: 'transformers', name: 'BertForSequenceClassification' };
    case 'distilbert':
      return { library: 'transformers', name: 'DistilBertForSequenceClassification' };
    case 'resnet':
      return torchvisionResnet(architecture);
    case 'mobilenet-v2':
      return torchvisionMobilenet(architecture);
    case 'cifar-resnet':
      return null;
    default:
      return architecture satisfies never;
  }
}

/**
 * How the encoder's tokens are pooled before a plain linear head. Transformers' classes for classification pool
 * otherwise: they would read such weights, and put random layers in between.
 */
export function encoderPooling({ architecture }: ModelFile): 'mean' | 'first' | undefined {
  const { pooling } = architecture;
  return pooling === 'mean' || pooling === 'first' ? pooling : undefined;
}

function torchvisionResnet({ block, blocks, width }: ResnetConfig): ReadBy | null {
  const depth = Object.entries(resnetDepths).find(
    ([, known]) => known.block === block && known.blocks.join() === blocks.join(),
  )?.[0];
  if (depth === undefined || width !== 64) return null;
  return { library: 'torchvision', name: `torchvision.models.resnet${depth}` };
}

/** The Keras variant pads and normalises otherwise; torchvision would load it and compute something else. */
function torchvisionMobilenet({ variant, width }: MobilenetV2Config): ReadBy | null {
  if (variant !== 'torchvision') return null;
  const multiplier = width === 1 ? '' : `(width_mult=${width})`;
  return { library: 'torchvision', name: `torchvision.models.mobilenet_v2${multiplier}` };
}

export interface HubTokenizer {
  readonly padId: number;
  readonly maxTokens: number;
}

/** config.json for Transformers; undefined for pictures, whose readers take no configuration. */
export function hubConfig(file: ModelFile, tokenizer: HubTokenizer | undefined): object | undefined {
  const architecture = parseArchitecture(file.architecture);
  if (tokenizer === undefined) return undefined;
  const labels = {
    id2label: Object.fromEntries(file.classes.map((name, id) => [id, name])),
    label2id: Object.fromEntries(file.classes.map((name, id) => [name, id])),
    problem_type: 'single_label_classification',
    pad_token_id: tokenizer.padId,
    torch_dtype: 'float32',
  };
  const fields = transformerFields(architecture, file.headDropout);
  const encoder = architecture.family === 'bert' ? 'BertModel' : 'DistilBertModel';
  const pooled = encoderPooling(file) === undefined ? {} : { architectures: [encoder] };
  return fields && { ...fields, ...labels, ...pooled };
}

function transformerFields(architecture: Architecture, headDropout: number): object | undefined {
  switch (architecture.family) {
    case 'bert':
      return {
        architectures: ['BertForSequenceClassification'],
        model_type: 'bert',
        vocab_size: architecture.vocabularySize,
        hidden_size: architecture.hiddenSize,
        num_hidden_layers: architecture.layers,
        num_attention_heads: architecture.heads,
        intermediate_size: architecture.intermediateSize,
        hidden_act: 'gelu',
        hidden_dropout_prob: architecture.hiddenDropout,
        attention_probs_dropout_prob: architecture.attentionDropout,
        max_position_embeddings: architecture.maxPositions,
        type_vocab_size: architecture.tokenTypes,
        layer_norm_eps: architecture.layerNormEpsilon,
        position_embedding_type: 'absolute',
        classifier_dropout: headDropout,
      };
    case 'distilbert':
      return {
        architectures: ['DistilBertForSequenceClassification'],
        model_type: 'distilbert',
        vocab_size: architecture.vocabularySize,
        dim: architecture.hiddenSize,
        n_layers: architecture.layers,
        n_heads: architecture.heads,
        hidden_dim: architecture.intermediateSize,
        activation: 'gelu',
        dropout: architecture.hiddenDropout,
        attention_dropout: architecture.attentionDropout,
        max_position_embeddings: architecture.maxPositions,
        sinusoidal_pos_embds: false,
        seq_classif_dropout: headDropout,
      };
    default:
      return undefined;
  }
}

/** tokenizer_config.json, from the content of the tokenizer.json that goes with it. */
export function hubTokenizerConfig(file: ModelFile, tokenizer: unknown, maxTokens: number): object {
  const content = tokenizer as {
    readonly model?: { readonly type?: string };
    readonly normalizer?: {
      readonly lowercase?: boolean;
      readonly strip_accents?: boolean | null;
      readonly handle_chinese_chars?: boolean;
    } | null;
  };
  const wordPiece = content.model?.type === 'WordPiece';
  const family = file.architecture.family === 'distilbert' ? 'DistilBertTokenizerFast' : 'BertTokenizerFast';
  return {
    tokenizer_class: wordPiece ? family : 'PreTrainedTokenizerFast',
    do_lower_case: content.normalizer?.lowercase ?? false,
    strip_accents: content.normalizer?.strip_accents ?? null,
    tokenize_chinese_chars: content.normalizer?.handle_chinese_chars ?? true,
    model_max_length: maxTokens,
    ...(wordPiece && {
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      cls_token: '[CLS]',
      sep_token: '[SEP]',
      mask_token: '[MASK]',
    }),
  };
}
