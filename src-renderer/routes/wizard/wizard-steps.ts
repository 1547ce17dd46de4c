// The steps of the wizard in their order: what each is called, which part of a recipe it writes, and its component,
// fetched when it is first opened. To add one: its row here, its words in `wizard.steps`, its folder under steps/.
import type { Component } from 'svelte';
import type { Draft } from './draft.svelte.ts';

export type StepComponent = Component<{ draft: Draft }>;

export const stepNames = ['task', 'model', 'data', 'preprocessing', 'adaptation', 'hyperparameters'] as const;
export type StepName = (typeof stepNames)[number];

/** What comes after the start; these belong to the run. */
export const laterStepNames = ['train', 'evaluate', 'use'] as const;

export const stepLoaders: Readonly<Record<StepName, () => Promise<{ readonly default: StepComponent }>>> = {
  task: () => import('./steps/task/TaskStep.svelte'),
  model: () => import('./steps/model/ModelStep.svelte'),
  data: () => import('./steps/data/DataStep.svelte'),
  preprocessing: () => import('./steps/preprocessing/PreprocessingStep.svelte'),
  adaptation: () => import('./steps/adaptation/AdaptationStep.svelte'),
  hyperparameters: () => import('./steps/hyperparameters/HyperparametersStep.svelte'),
};

export function isStepName(name: string | undefined): name is StepName {
  return (stepNames as readonly (string | undefined)[]).includes(name); // widened for the comparison only
}

const sections: Readonly<Record<string, StepName>> = {
  task: 'task',
  model: 'model',
  data: 'data',
  preprocessing: 'preprocessing',
  adaptation: 'adaptation',
};

/** The step where a field of the recipe is settled; what has no section of its own is under hyperparameters. */
export function stepOf(path: string): StepName {
  return sections[path.split('.')[0] ?? ''] ?? 'hyperparameters';
}
