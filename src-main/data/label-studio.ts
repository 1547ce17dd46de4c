// A task as Label Studio exports it -> a flat row: what was labelled, and what was chosen for it.
// Source: the JSON format of https://labelstud.io/guide/export, with `completions` of versions before 1.0.

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Choices by the name of the control that asked for them; annotators who agree count once. */
function choicesOf(annotations: readonly JsonObject[]): Record<string, unknown[]> {
  const choices = new Map<string, Set<unknown>>();
  for (const annotation of annotations) {
    if (annotation.was_cancelled === true) continue;
    for (const { from_name: name, value } of objectsIn(annotation.result)) {
      if (typeof name !== 'string' || !isObject(value) || !Array.isArray(value.choices)) continue;
      const known = choices.get(name) ?? new Set();
      for (const choice of value.choices) known.add(choice);
      choices.set(name, known);
    }
  }
  return Object.fromEntries([...choices].map(([name, found]) => [name, [...found]]));
}

/** The flat row of a task; any other object as it is. Different choices for one task stay a list. */
export function flattenTask(object: JsonObject): JsonObject {
  const annotations = object.annotations ?? object.completions;
  if (!isObject(object.data) || !Array.isArray(annotations)) return object;
  return { ...object.data, ...choicesOf(objectsIn(annotations)) };
}
