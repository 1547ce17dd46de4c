// The part of a recipe that says which examples there are and how they become tensors. All defaults stand here.
import * as z from 'zod';

const fraction = z.number().min(0).max(0.9);

export const dataOptionsSchema = z.strictObject({
  path: z.string().min(1).describe('Folder of pictures, CSV manifest, or CSV/TSV/JSONL table'),
  validation: z
    .string()
    .optional()
    .describe('Separate validation data; otherwise a part of the training data'),
  test: z.string().optional().describe('Separate test data; otherwise a part of the training data'),
  validationFraction: fraction.default(0.15),
  testFraction: fraction.default(0.15),
  textColumn: z
    .string()
    .optional()
    .describe('Name or 0-based number of the text column; detected when absent'),
  labelColumn: z
    .string()
    .optional()
    .describe('Name or 0-based number of the label column; detected when absent'),
  pathColumn: z
    .string()
    .optional()
    .describe('Name or 0-based number of the column of picture files; detected when absent'),
  splitColumn: z
    .union([z.literal(false), z.string()])
    .optional()
    .describe('Name or 0-based number of the column of splits, or false for none; detected when absent'),
  folders: z
    .enum(['classes', 'splits', 'groups'])
    .optional()
    .describe(
      'What the folders in path are: classes; splits with the classes inside; or groups, put together, with the classes inside. Told by their names when absent',
    ),
  encoding: z.string().optional().describe('Text encoding, for example windows-1252; detected when absent'),
  separator: z.string().length(1).optional().describe('Column separator; detected when absent'),
  duplicates: z
    .enum(['keep', 'drop'])
    .optional()
    .describe(
      'Identical examples of one class: kept, together in one split (when absent), or only the first used',
    ),
  exclude: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(100_000)
    .optional()
    .describe('Content hashes (SHA-256) of examples to leave out'),
  relabel: z
    .record(z.string().regex(/^[0-9a-f]{64}$/), z.string().min(1).max(200))
    .optional()
    .describe('Content hashes (SHA-256) of wrongly labelled examples, and the class each belongs to'),
});

export const augmentationSchema = z.strictObject({
  horizontalFlip: z.boolean().default(true),
  verticalFlip: z.boolean().default(false),
  rotationDegrees: z.number().min(0).max(180).default(0),
  /** Random resized crop: the smallest share of the picture's area a crop may keep; 1 switches it off. */
  minCropArea: z.number().min(0.05).max(1).default(0.6),
  brightness: z.number().min(0).max(1).default(0.2),
  contrast: z.number().min(0).max(1).default(0.2),
  saturation: z.number().min(0).max(1).default(0.2),
  hue: z.number().min(0).max(0.5).default(0),
});

export const preprocessingSchema = z.strictObject({
  imageSize: z
    .number()
    .int()
    .min(8)
    .max(1024)
    .optional()
    .describe('Side in pixels; the model decides when absent'),
  resize: z
    .enum(['crop', 'squash', 'pad'])
    .default('crop')
    .describe('crop: shorter side, then centre; squash: both sides; pad: longer side, black borders'),
  whiteLevel: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(
      'Value of 16-bit pictures that becomes white, as 4095 where 12 bits are used; 65535 when absent',
    ),
  /** false: no augmentation; absent: false where features are cached, the defaults elsewhere. */
  augmentation: z.union([z.literal(false), augmentationSchema]).optional(),
  maxTokens: z.number().int().min(4).max(512).default(128),
  lowerCase: z.boolean().optional().describe("The tokenizer's own setting when absent"),
});

export type DataOptions = z.output<typeof dataOptionsSchema>;
export type AugmentationOptions = z.output<typeof augmentationSchema>;
export type PreprocessingOptions = z.output<typeof preprocessingSchema>;
