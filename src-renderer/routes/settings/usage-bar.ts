// The bar of disk usage: what of each kind, largest first, each with its share of the whole.

export interface UsedKind<Kind extends string> {
  readonly kind: Kind;
  readonly sizeBytes: number;
  /** Of everything; 0 where nothing is used. */
  readonly share: number;
}

export function usedKinds<Kind extends string>(
  kinds: readonly { readonly kind: Kind; readonly sizeBytes: number }[],
): readonly UsedKind<Kind>[] {
  const total = kinds.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return kinds
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .map(({ kind, sizeBytes }) => ({ kind, sizeBytes, share: sizeBytes / total }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes);
}
