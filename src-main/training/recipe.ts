// A recipe says everything about a run before it starts. Defaults that hold everywhere stand here; those that
// depend on the task, or on starting from pretrained weights or from nothing, stand in defaults.ts.
import * as z from 'zod';
import { dataOptionsSchema, preprocessingSchema } from '../data/data-options.ts';
import { watchableMetrics } from '../facts/metrics.ts';
import { taskNames } from '../facts/tasks.ts';
import { fillDefaults } from './defaults.ts';

/** Which part of the network a phase trains. The head is always trained. */
const trainableSchema = z.union([
  z.literal('head'),
  z.literal('all'),
  z.strictObject({
    lastStages: z.number().int().min(1).describe('Stages of the backbone, counted from the head'),
  }),
]);

const phaseSchema = z.strictObject({
  name: z.string().optional(),
  epochs: z.number().int().min(1).max(10_000),
  trainable: trainableSchema,
  learningRate: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe('Peak rate of the head; absent: learningRate of a head-only phase, else backboneLearningRate'),
});

const modelSchema = z.strictObject({
  weights: z.string().min(1).optional().describe('Path of a weight file or folder, or an id of the library'),
  /** Only for training from scratch, or where the weights do not tell. Example: { family: "bert", layers: 4, hiddenSize: 256 } */
  architecture: z.looseObject({ family: z.string() }).optional(),
  tokenizer: z
    .string()
    .optional()
    .describe('tokenizer.json or vocab.txt; looked for beside the weights when absent'),
  pooling: z
    .enum(['mean', 'first', 'pooler'])
    .optional()
    .describe(
      'How a pretrained text network makes one vector of a text; absent: as its folder tells, else by the probe',
    ),
});

const adaptationSchema = z.strictObject({
  /** head: train the head on cached features. gradual: head, then the last stages, then all. full: all at once. */
  preset: z.enum(['head', 'gradual', 'full']).optional(),
  phases: z.array(phaseSchema).min(1).max(20).optional().describe('Replaces the preset'),
  /** Batch norm of trained stages: frozen keeps the pretrained statistics (small data), train updates them. */
  batchNorm: z.enum(['frozen', 'train']).optional(),
  /** First fits the head on the frozen features by regression. A network from scratch has nothing to probe. */
  probe: z.boolean().optional(),
  /** Fits that head once more on training and validation together, when nothing is trained after it. */
  probeOnValidation: z.boolean().default(false),
  /** With few examples: first tries on folds how deep to train, and trains no deeper than that pays. */
  chooseDepth: z.boolean().optional(),
  /** Judges, keeps and exports each epoch at the temperature that suits its validation predictions, where they are too sure. */
  temperatureScaling: z.boolean().optional(),
  headDropout: z.number().min(0).max(0.9).default(0.1),
  /** Learning rate of each stage = that of the stage above it times this. */
  layerDecay: z.number().positive().max(1).optional(),
});

const hyperparametersSchema = z.strictObject({
  epochs: z.number().int().min(1).max(10_000).optional().describe('Over all phases of a preset'),
  batchSize: z.number().int().min(1).max(4096).default(32),
  optimizer: z.enum(['adamw', 'adam', 'sgd']).default('adamw'),
  learningRate: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe('Peak rate of a phase that trains the head alone, or of everything from scratch'),
  backboneLearningRate: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe(
      'Peak rate, at the head, of a phase that trains backbone stages too; lower stages by layerDecay',
    ),
  momentum: z.number().min(0).max(0.999).default(0.9).describe('SGD only'),
  beta1: z.number().min(0).max(0.9999).default(0.9),
  beta2: z.number().min(0).max(0.99999).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  weightDecay: z.number().min(0).max(1).default(0.01),
  schedule: z.enum(['constant', 'linear', 'cosine', 'one-cycle']).default('cosine'),
  warmupRatio: z.number().min(0).max(0.9).default(0.1),
  labelSmoothing: z.number().min(0).max(0.5).default(0),
  classWeights: z
    .union([z.enum(['none', 'balanced']), z.record(z.string(), z.number().positive())])
    .default('none'),
  gradientClipNorm: z
    .union([z.literal(false), z.number().positive()])
    .optional()
    .describe('Global norm; 1 for text models, false for images when absent'),
  emaDecay: z
    .number()
    .min(0)
    .max(0.9999)
    .optional()
    .describe('Of the moving average of the weights, for each update; 0 keeps the weights themselves'),
  accumulationSteps: z.number().int().min(1).max(256).default(1),
  earlyStopping: z
    .union([
      z.literal(false),
      z.strictObject({
        metric: z.enum(watchableMetrics).default('loss'),
        patience: z.number().int().min(1).optional().describe('Epochs without improvement, in each phase'),
        minDelta: z.number().min(0).default(0),
      }),
    ])
    .prefault({}),
});

const engineSchema = z.strictObject({
  backend: z.enum(['auto', 'ort', 'tensorflow', 'cpu']).default('auto'),
  provider: z.enum(['cpu', 'webgpu']).default('cpu'),
  threads: z.number().int().min(1).max(256).optional().describe('All cores when absent'),
  cacheFeatures: z.boolean().default(true).describe('Compute what is frozen once and keep it on disk'),
});

const writtenRecipeSchema = z.strictObject({
  task: z.enum(taskNames),
  name: z.string().max(200).optional(),
  experiment: z.string().max(200).optional(),
  model: modelSchema,
  data: dataOptionsSchema,
  preprocessing: preprocessingSchema.prefault({}),
  adaptation: adaptationSchema.prefault({}),
  hyperparameters: hyperparametersSchema.prefault({}),
  engine: engineSchema.prefault({}),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(42),
});

/** A recipe after validation, before the defaults of its situation are filled in. */
export type WrittenRecipe = z.output<typeof writtenRecipeSchema>;

/** Validates a recipe and fills in every default; parsing its own output changes nothing. */
export const recipeSchema = writtenRecipeSchema.transform(fillDefaults);

/** JSON Schema of a recipe as a person writes it. */
export function recipeJsonSchema(): object {
  return z.toJSONSchema(recipeSchema, { io: 'input' });
}

/** A recipe with every field filled in. */
export type Recipe = z.output<typeof recipeSchema>;
/** A recipe as a person writes it: `task`, `model` and `data` suffice. */
export type RecipeInput = z.input<typeof recipeSchema>;
export type Phase = z.output<typeof phaseSchema>;
