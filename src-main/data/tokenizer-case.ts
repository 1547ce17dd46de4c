// Whether a tokenizer.json lower-cases, and the same one that does or does not. BERT's normalizer has a switch for it; in
// any other a step of its own does it, as the tokenizers library defines: `Lowercase`, alone or in a `Sequence`.
type Step = Readonly<Record<string, unknown>>;

function isStep(value: unknown): value is Step {
  return typeof value === 'object' && value !== null;
}

function inner({ normalizers }: Step): readonly unknown[] {
  return Array.isArray(normalizers) ? normalizers : [];
}

/** Of the `normalizer` of a tokenizer.json. */
export function lowerCases(normalizer: unknown): boolean {
  if (!isStep(normalizer)) return false;
  if (normalizer.type === 'Sequence') return inner(normalizer).some(lowerCases);
  return (
    normalizer.type === 'Lowercase' ||
    (normalizer.type === 'BertNormalizer' && normalizer.lowercase !== false)
  );
}

/** BERT's own normalizer, which tokenizer_config.json may change. */
export function isBertNormalizer(normalizer: unknown): boolean {
  return isStep(normalizer) && normalizer.type === 'BertNormalizer';
}

/** The content of a tokenizer.json with its letters lower-cased, or as they are written; undefined leaves it as it is. */
export function withLowerCase<File extends { readonly normalizer?: unknown }>(
  file: File,
  lowerCase: boolean | undefined,
): File {
  if (lowerCase === undefined || lowerCases(file.normalizer) === lowerCase) return file;
  const switched = switchedOff(file.normalizer, lowerCase);
  const normalizer = lowerCases(switched) === lowerCase ? switched : followedByLowercase(switched);
  return { ...file, normalizer };
}

/** With BERT's switch set, and without steps that lower-case where that is not wanted. */
function switchedOff(normalizer: unknown, lowerCase: boolean): unknown {
  if (!isStep(normalizer)) return normalizer;
  if (normalizer.type === 'BertNormalizer') return { ...normalizer, lowercase: lowerCase };
  if (normalizer.type === 'Lowercase') return lowerCase ? normalizer : null;
  if (normalizer.type !== 'Sequence') return normalizer;
  const steps = inner(normalizer)
    .map((step) => switchedOff(step, lowerCase))
    .filter((step) => step !== null);
  return { ...normalizer, normalizers: steps };
}

function followedByLowercase(normalizer: unknown): Step {
  const before = isStep(normalizer)
    ? normalizer.type === 'Sequence'
      ? inner(normalizer)
      : [normalizer]
    : [];
  return { type: 'Sequence', normalizers: [...before, { type: 'Lowercase' }] };
}
