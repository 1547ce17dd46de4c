// The menu of a run: what can be done with it as it stands.
import Archive from '@lucide/svelte/icons/archive';
import ArchiveRestore from '@lucide/svelte/icons/archive-restore';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import FolderInput from '@lucide/svelte/icons/folder-input';
import GitFork from '@lucide/svelte/icons/git-fork';
import PackageOpen from '@lucide/svelte/icons/package';
import Pencil from '@lucide/svelte/icons/pencil';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Ruler from '@lucide/svelte/icons/ruler';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Tag from '@lucide/svelte/icons/tag';
import Trash from '@lucide/svelte/icons/trash-2';
import type { ComponentProps } from 'svelte';
import type { Messages } from '../../lib/i18n/messages/en.ts';
import { router, to } from '../../lib/state/router.svelte.ts';
import type Menu from '../../lib/ui/Menu.svelte';
import type { ActedRun, RunActions } from './run-actions.svelte.ts';

type Items = ComponentProps<typeof Menu>['items'];

export function runMenu(
  run: ActedRun,
  actions: RunActions,
  { actions: t }: Messages['runs'],
  { open = true, baseline }: { open?: boolean; baseline?: { is: boolean; toggle: () => void } } = {},
): Items {
  const one = [run];
  return [
    ...(open ? [{ label: t.open, icon: ArrowRight, onselect: () => router.go(to('runs', run.id)) }] : []),
    { label: t.again, icon: RotateCw, onselect: () => void actions.again(run) },
    { label: t.fork, icon: GitFork, onselect: () => void actions.fork(run) },
    ...(baseline === undefined
      ? []
      : [
          {
            label: baseline.is ? t.noBaseline : t.baseline,
            icon: Ruler,
            onselect: baseline.toggle,
          },
        ]),
    { label: t.rename, icon: Pencil, onselect: () => actions.ask('rename', one), separated: true },
    { label: t.note, icon: StickyNote, onselect: () => actions.ask('note', one) },
    { label: t.tag, icon: Tag, onselect: () => actions.ask('tags', one) },
    { label: t.move, icon: FolderInput, onselect: () => actions.ask('move', one) },
    {
      label: run.archived ? t.unarchive : t.archive,
      icon: run.archived ? ArchiveRestore : Archive,
      onselect: () => void actions.archive(one, !run.archived),
      separated: true,
    },
    { label: t.exportBundle, icon: PackageOpen, onselect: () => actions.ask('export', one) },
    {
      label: t.remove,
      icon: Trash,
      onselect: () => actions.ask('remove', one),
      danger: true,
      separated: true,
      disabled: run.state === 'running',
    },
  ];
}
