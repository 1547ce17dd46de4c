// What is known of tasks, kinds and metrics before anything is asked: pure data, so that screens read the same tables.
export { type KindFacts, type KindName, kinds } from '../../facts/kinds.ts';
export {
  comparedMetrics,
  type MetricInfo,
  type MetricName,
  metricInfo,
  validationName,
  type WatchableMetric,
  watchableMetrics,
} from '../../facts/metrics.ts';
export { isTaskName, kindFacts, type TaskFacts, type TaskName, taskNames, tasks } from '../../facts/tasks.ts';
