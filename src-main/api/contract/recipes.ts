// What the wizard makes: recipes. Drafts may lack anything; what is wrong with them is told, not thrown.
import { oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { Message } from '../../errors.ts';
import type { Got } from '../../jobs/recipe-faults.ts';
import type { FieldSchema } from '../../jobs/recipe-fields.ts';
import {
  type ChangedField,
  type PhaseReport,
  type RecipeCheck,
  type RecipeIssue,
  type RecipeStep,
  type RecipeWarning,
  recipeSteps,
} from '../../jobs/recipe-report.ts';
import type { Template } from '../../library/templates.ts';
import { givenPathSchema } from '../given-path.ts';
import { dataKeySchema } from './data.ts';
import { recipeDraftSchema } from './shared.ts';

export type {
  ChangedField,
  FieldSchema,
  Got,
  PhaseReport,
  RecipeCheck,
  RecipeIssue,
  RecipeStep,
  RecipeWarning,
  Template,
};
export { recipeSteps };

/** A text that is no JSON: where and why. Line and column count from 1. */
export interface SyntaxFault extends Message {
  readonly line: number;
  readonly column: number;
}

export interface BudgetPlan {
  /** The draft with the settings filled in. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly changed: readonly { readonly path: string; readonly value: unknown }[];
  /** Seconds it will take; null where nothing was measured. */
  readonly expectedSeconds: number | null;
  /** false: even the smallest plan takes longer than the budget. */
  readonly fits: boolean;
}

export const recipesContract = {
  /**
   * What is missing, what is odd, and what will happen. Never throws for a bad draft. What only the data can tell is added
   * where it has been inspected: found by the draft's own `data`, or named by `key`.
   */
  check: oc
    .input(z.object({ draft: recipeDraftSchema, key: dataKeySchema.optional() }))
    .output(type<RecipeCheck>()),
  /** JSON Schema of a recipe as a person writes it. */
  schema: oc.output(type<Readonly<Record<string, unknown>>>()),
  parse: oc.input(z.object({ text: z.string().max(1_000_000) })).output(
    type<{
      readonly recipe: Readonly<Record<string, unknown>> | null;
      readonly fault: SyntaxFault | null;
    }>(),
  ),
  /** Paths in the file are relative to it; they come back absolute. Throws `jobs.recipe*`. */
  open: oc
    .input(z.object({ file: givenPathSchema }))
    .output(type<{ readonly recipe: Readonly<Record<string, unknown>> }>()),
  save: oc.input(z.object({ file: givenPathSchema, recipe: recipeDraftSchema })),
  templates: oc.output(type<readonly Template[]>()),
  /** Simple view: a time budget and a caution become epochs, preset and rates. */
  fromBudget: oc
    .input(
      z.object({
        recipe: recipeDraftSchema,
        minutes: z.number().positive().max(10_000),
        caution: z.enum(['careful', 'balanced', 'bold']),
        /** Measured by a dry run: seconds for one epoch of the whole network, and of its head on cached features. */
        secondsPerEpoch: z.number().positive().optional(),
        headSecondsPerEpoch: z.number().positive().optional(),
      }),
    )
    .output(type<BudgetPlan>()),
};
