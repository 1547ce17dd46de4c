// At most so many failures from one address in a while.

const limit = 10;
const windowMs = 60_000;
/** Addresses remembered at once; beyond that the oldest is forgotten. */
const maxAddresses = 1_000;

export class FailureLimit {
  readonly #failures = new Map<string, number[]>();

  /** Notes a failure. False when the address had failed too often before. */
  fail(address: string): boolean {
    const recent = this.#recent(address);
    if (recent.length >= limit) return false;
    this.#failures.delete(address);
    this.#failures.set(address, [...recent, Date.now()]);
    if (this.#failures.size > maxAddresses) this.#failures.delete(this.#failures.keys().next().value!);
    return true;
  }

  #recent(address: string): number[] {
    return (this.#failures.get(address) ?? []).filter((at) => Date.now() - at < windowMs);
  }
}
