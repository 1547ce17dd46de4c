// What is wrong with a draft, in words: of the page's own language where it has some for the code, else main's.
import type { Messages } from '../../../lib/i18n/messages/en.ts';
import type { DraftIssue } from '../draft.svelte.ts';

type Words = Readonly<Record<string, string>>;

export function issueText({ code, message }: DraftIssue, t: Messages): string {
  return (t.wizard.issues as Words)[code ?? ''] ?? message;
}
