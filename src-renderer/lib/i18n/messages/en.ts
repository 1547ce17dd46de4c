// All English texts, one file a screen. Their shape is the contract that every other language has to fulfil.
import { common } from './en/common.ts';
import { shell } from './en/shell.ts';
import { terms } from './en/terms.ts';

export const en = { common, shell, terms };

export type Messages = typeof en;
