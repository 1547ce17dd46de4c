// The kinds of input, loaded when asked for.
import type { FuzzKind } from './kind.ts';

export const kinds = {
  safetensors: async () => (await import('./kinds/safetensors.ts')).safetensorsKind,
  'PyTorch zip': async () => (await import('./kinds/pytorch.ts')).pytorchZipKind,
  'PyTorch legacy': async () => (await import('./kinds/pytorch.ts')).pytorchLegacyKind,
  'model.json': async () => (await import('./kinds/tfjs.ts')).tfjsKind,
  'tokenizer.json': async () => (await import('./kinds/tokenizer.ts')).tokenizerKind,
  csv: async () => (await import('./kinds/csv.ts')).csvKind,
  jsonl: async () => (await import('./kinds/jsonl.ts')).jsonlKind,
  pictures: async () => (await import('./kinds/pictures.ts')).picturesKind,
  recipes: async () => (await import('./kinds/recipes.ts')).recipesKind,
  bundles: async () => (await import('./kinds/bundles.ts')).bundlesKind,
  'API messages': async () => (await import('./kinds/messages.ts')).messagesKind,
} satisfies Record<string, () => Promise<FuzzKind>>;

export type KindName = keyof typeof kinds;

export const isKindName = (name: string): name is KindName => Object.hasOwn(kinds, name);
