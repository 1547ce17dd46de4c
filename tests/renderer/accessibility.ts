// axe on what is in the document. Colour contrast needs real layout and is checked in the end-to-end tests.
import axe from 'axe-core';
import { expect } from 'vitest';

/** Fails with the rule, the element and the reason of every violation of WCAG 2.2 A and AA. */
export async function expectAccessible(root: Element = document.body): Promise<void> {
  const { violations } = await axe.run(root, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html}\n  ${node.failureSummary}`),
  );
  expect(told).toEqual([]);
}
