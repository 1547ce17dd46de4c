// The small files beside exported weights that other programs look for: config.json and tokenizer_config.json as
// Transformers reads them; what is a family's own stands with the family.
import { parseArchitecture } from '../models/architecture.ts';
import { familyNamed } from '../models/families/families.ts';
import type { ReadBy } from '../models/families/family.ts';
import type { ModelFile } from './run-files.ts';

/** What reads the exported weights, and how; null where nothing we know of does. */
export function readBy(file: ModelFile): ReadBy | null {
  if (encoderPooling(file) !== undefined) return null;
  const architecture = parseArchitecture(file.architecture);
  return familyNamed(architecture.family).readBy(architecture);
}

/**
 * How the encoder's tokens are pooled before a plain linear head. Transformers' classes for classification pool
 * otherwise: they would read such weights, and put random layers in between.
 */
export function encoderPooling({ architecture }: ModelFile): 'mean' | 'first' | undefined {
  const { pooling } = architecture;
  return pooling === 'mean' || pooling === 'first' ? pooling : undefined;
}

export interface HubTokenizer {
  readonly padId: number;
  readonly maxTokens: number;
}

/** config.json for Transformers; undefined for pictures, whose readers take no configuration. */
export function hubConfig(file: ModelFile, tokenizer: HubTokenizer | undefined): object | undefined {
  const architecture = parseArchitecture(file.architecture);
  const { hub } = familyNamed(architecture.family);
  if (tokenizer === undefined || hub === undefined) return undefined;
  return {
    ...hub.config(architecture, file.headDropout),
    id2label: Object.fromEntries(file.classes.map((name, id) => [id, name])),
    label2id: Object.fromEntries(file.classes.map((name, id) => [name, id])),
    problem_type: 'single_label_classification',
    pad_token_id: tokenizer.padId,
    torch_dtype: 'float32',
    ...(encoderPooling(file) !== undefined && { architectures: [hub.encoder(architecture)] }),
  };
}

const wordPieceTokens = {
  pad_token: '[PAD]',
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  mask_token: '[MASK]',
};

/** As RoBERTa and those after it call them. */
const angularTokens = {
  pad_token: '<pad>',
  unk_token: '<unk>',
  cls_token: '<s>',
  sep_token: '</s>',
  mask_token: '<mask>',
};

/** Those that the tokenizer has; without a pad_token, Transformers puts no texts of two lengths together. */
function knownTokens(added: readonly { readonly content: string }[] = []): object {
  const has = (token: string) => added.some(({ content }) => content === token);
  return Object.fromEntries(Object.entries(angularTokens).filter(([, token]) => has(token)));
}

/** tokenizer_config.json, from the content of the tokenizer.json that goes with it. */
export function hubTokenizerConfig(file: ModelFile, tokenizer: unknown, maxTokens: number): object {
  const content = tokenizer as {
    readonly model?: { readonly type?: string };
    readonly added_tokens?: readonly { readonly content: string }[];
    readonly normalizer?: {
      readonly lowercase?: boolean;
      readonly strip_accents?: boolean | null;
      readonly handle_chinese_chars?: boolean;
    } | null;
  };
  const wordPiece = content.model?.type === 'WordPiece';
  const { hub } = familyNamed(file.architecture.family);
  return {
    tokenizer_class: (wordPiece && hub?.tokenizer) || 'PreTrainedTokenizerFast',
    do_lower_case: content.normalizer?.lowercase ?? false,
    strip_accents: content.normalizer?.strip_accents ?? null,
    tokenize_chinese_chars: content.normalizer?.handle_chinese_chars ?? true,
    model_max_length: maxTokens,
    ...(wordPiece ? wordPieceTokens : knownTokens(content.added_tokens)),
  };
}
