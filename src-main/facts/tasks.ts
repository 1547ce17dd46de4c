// What can be predicted, as pure data: everything that has to know a task before it runs one reads it here.
import { type KindFacts, type KindName, kinds } from './kinds.ts';
import { classificationMetrics, type MetricInfo, type MetricName } from './metrics.ts';

export const taskNames = ['image-classification', 'text-classification'] as const;

export type TaskName = (typeof taskNames)[number];

export interface TaskFacts {
  /** What one example is. */
  readonly kind: KindName;
  /** What the head stands on: pooled features, one vector an example. */
  readonly surface: 'pooled';
  readonly metrics: Readonly<Record<string, MetricInfo>>;
  /** The one metric by which runs are told apart at a glance. */
  readonly headline: MetricName;
}

const classification = { surface: 'pooled', metrics: classificationMetrics, headline: 'accuracy' } as const;

export const tasks: Readonly<Record<TaskName, TaskFacts>> = {
  'image-classification': { ...classification, kind: 'image' },
  'text-classification': { ...classification, kind: 'text' },
};

export function isTaskName(value: unknown): value is TaskName {
  return taskNames.some((name) => name === value);
}

/** The facts of what one example of a task is. */
export function kindFacts(task: TaskName): KindFacts {
  return kinds[tasks[task].kind];
}
