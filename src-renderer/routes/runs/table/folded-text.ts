// Text as it is searched and sorted: without case and accents; digits padded, so that "run 10" follows "run 9".

const cache = new Map<string, string>();
/** Names repeat (models, classes, tags); the cache is emptied before it could matter. */
const mostKept = 50_000;

const asciiOnly = /^[\x20-\x7e\s]*$/;

/** Lower case, without accents. */
export function folded(text: string): string {
  // Most names have no accents to take away.
  if (asciiOnly.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** A text that sorts by plain comparison as people sort names. */
export function sortKey(text: string): string {
  const known = cache.get(text);
  if (known !== undefined) return known;
  if (cache.size > mostKept) cache.clear();
  const key = folded(text).replaceAll(/\d+/g, (digits) => digits.padStart(12, '0'));
  cache.set(text, key);
  return key;
}
