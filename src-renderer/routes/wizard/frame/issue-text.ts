// What is wrong with a draft, in words: of the page where it has some for the code, else main's.
import { messageText } from '../../../lib/i18n/message-text.ts';
import type { Messages } from '../../../lib/i18n/messages/en.ts';
import { settingName } from '../../../lib/i18n/setting-words.ts';
import type { Draft, DraftIssue } from '../draft.svelte.ts';

type Words = Readonly<Record<string, string>>;

/** For a list of all issues: a fault of a field begins with the field's name. */
export function issueText(issue: DraftIssue, t: Messages): string {
  const own = (t.wizard.issues as Words)[issue.code];
  if (own !== undefined) return own;
  const text = messageText(issue);
  return issue.code.startsWith('recipe.') ? t.wizard.ofField(settingName(issue.path, t), text) : text;
}

/** What is wrong with a field, beside it; undefined where nothing is. */
export function fieldIssueText(draft: Draft, path: string): string | undefined {
  const issue = draft.issues.find((each) => each.path === path);
  if (issue === undefined) return undefined;
  const text = messageText(issue);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
