export { VerbContextMenu, VerbItems } from './verb-menu.tsx';
export { VerbDialogs } from './verb-dialogs.tsx';
export { verbsFor } from './verbs.ts';
export { forkAndOpen, forkOrTell } from './fork.ts';
export { useRows, useVerbCommands } from './use-verb-commands.ts';
export { useVerbs } from './use-verbs.ts';
