/**
 * Every action of the app, once: the palette, the keys, the overlay of keys, the buttons and the desktop shell's menu
 * read it from here.
 */
export const COMMANDS = {
  'palette.open': { title: 'Open the command palette', group: 'Go', keys: ['Mod+K'] },
  'go.search': { title: 'Search all threads', group: 'Go', keys: ['G S'] },
  'go.inbox': { title: 'Go to the inbox', group: 'Go', keys: ['G I'] },
  'go.rules': { title: 'Go to the rules', group: 'Go', keys: ['G R'] },
  'go.journal': { title: 'Go to the journal', group: 'Go', keys: ['G J'] },
  'go.fleet': { title: 'Go to the fleet', group: 'Go', keys: ['G F'] },
  'go.terminals': { title: 'Go to the terminals', group: 'Go', keys: ['G T'] },
  'go.workspaces': { title: 'Go to the workspaces', group: 'Go', keys: ['G W'] },
  'go.settings': { title: 'Open the settings', group: 'Go', keys: ['Mod+,'] },
  'go.welcome': { title: 'Set up: folders, account, demo', group: 'Go', keys: [] },
  'help.keys': { title: 'Show all keys', group: 'Go', keys: ['?'] },
  'rail.toggle': { title: 'Fold or unfold the left column', group: 'Go', keys: ['Mod+B'] },

  'list.next': { title: 'Next', group: 'List', keys: ['J', 'ArrowDown', 'F'], repeats: true, hidden: true },
  'list.previous': {
    title: 'Previous',
    group: 'List',
    keys: ['K', 'ArrowUp', 'B'],
    repeats: true,
    hidden: true,
  },
  'list.selectNext': {
    title: 'Select, and go to the next',
    group: 'List',
    keys: ['Shift+J', 'Shift+ArrowDown', 'Shift+F'],
    repeats: true,
    hidden: true,
  },
  'list.selectPrevious': {
    title: 'Select, and go to the previous',
    group: 'List',
    keys: ['Shift+K', 'Shift+ArrowUp', 'Shift+B'],
    repeats: true,
    hidden: true,
  },
  'list.select': { title: 'Select this row', group: 'List', keys: ['Shift+Enter'], hidden: true },
  'list.selectAll': { title: 'Select all that is shown', group: 'List', keys: ['Mod+A'] },
  'list.number': {
    title: 'Choose by number: an answer, what is granted, which changes',
    group: 'List',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    hidden: true,
  },
  'list.open': { title: 'Open what is marked', group: 'List', keys: ['Enter'], hidden: true },
  'list.search': { title: 'Filter the list', group: 'List', keys: ['/'] },
  'list.back': { title: 'Back to the list', group: 'List', keys: ['Escape'], hidden: true },

  'rule.remove': { title: 'Take this rule back…', group: 'List', keys: ['Delete', 'Backspace'] },
  'journal.export': { title: 'Export what the journal shows…', group: 'List', keys: [] },

  'thread.new': { title: 'New thread', group: 'Thread', keys: ['N'] },
  'thread.compose': { title: 'Write to this thread', group: 'Thread', keys: ['I'] },
  'thread.interrupt': { title: 'Interrupt this thread', group: 'Thread', keys: ['Escape Escape'] },
  'thread.continue': { title: 'Continue this thread', group: 'Thread', keys: ['Shift+C'] },
  'thread.continueAll': { title: 'Continue all interrupted…', group: 'Thread', keys: [] },
  'thread.find': { title: 'Find in this thread', group: 'Thread', keys: ['Mod+F'] },
  'thread.previousTurn': {
    title: 'To the message before',
    group: 'Thread',
    keys: ['Alt+ArrowUp'],
  },
  'thread.nextTurn': {
    title: 'To the next message',
    group: 'Thread',
    keys: ['Alt+ArrowDown'],
  },
  'thread.lastMessage': { title: 'To my last message', group: 'Thread', keys: ['Alt+Shift+ArrowUp'] },
  'thread.copyTurn': { title: 'Copy the last turn as Markdown', group: 'Thread', keys: [] },
  'thread.copyMarkdown': { title: 'Copy this thread as Markdown', group: 'Thread', keys: [] },
  'thread.exportMarkdown': { title: 'Export this thread as Markdown…', group: 'Thread', keys: [] },
  'thread.exportLines': { title: 'Export this thread as JSON Lines…', group: 'Thread', keys: [] },
  'thread.end': { title: 'Scroll to the end of the thread', group: 'Thread', keys: ['End'] },
  'thread.nextNeeds': { title: 'Next that needs me', group: 'Thread', keys: ['Alt+N'], anywhere: true },
  'thread.nextUnread': { title: 'Next unread', group: 'Thread', keys: ['Alt+U'], anywhere: true },
  'thread.rename': { title: 'Rename…', group: 'Thread', keys: ['F2'] },
  'thread.archive': { title: 'Archive', group: 'Thread', keys: ['E'] },
  'thread.pin': { title: 'Pin or unpin', group: 'Thread', keys: ['P'] },
  'thread.snooze': { title: 'Snooze…', group: 'Thread', keys: ['H'] },
  'thread.section': { title: 'Move to a section…', group: 'Thread', keys: ['Shift+H'] },
  'thread.unread': { title: 'Mark as read or unread', group: 'Thread', keys: ['U'] },
  'thread.dismiss': { title: 'Dismiss the failure', group: 'Thread', keys: ['Shift+U'] },
  'thread.fork': { title: 'Fork', group: 'Thread', keys: ['Y'] },
  'thread.compact': { title: 'Compact the context', group: 'Thread', keys: ['Shift+P'] },
  'thread.review': { title: 'Review changes…', group: 'Thread', keys: ['Shift+Y'] },
  'thread.copyId': { title: 'Copy its id', group: 'Thread', keys: [] },
  'thread.beside': { title: 'Open beside what is open', group: 'Thread', keys: ['Mod+\\'] },
  'thread.unsplit': { title: 'Close this pane', group: 'Thread', keys: ['Mod+|'] },
  'thread.interruptAll': { title: 'Interrupt what is selected', group: 'Thread', keys: ['Shift+I'] },
  'thread.sendAll': { title: 'Send one prompt to what is selected…', group: 'Thread', keys: ['Shift+N'] },
  'thread.settingsAll': {
    title: 'Change model or permission mode of what is selected…',
    group: 'Thread',
    keys: ['Shift+O'],
  },
  'go.notices': { title: 'Show the notices', group: 'Go', keys: ['G N'] },
  'go.archive': { title: 'Go to the archive', group: 'Go', keys: ['G A'] },

  'go.usage': { title: 'Usage', group: 'Go', keys: ['G U'] },
  'go.servers': { title: 'MCP servers', group: 'Go', keys: ['G M'] },
  'go.configuration': { title: 'Configuration of Codex', group: 'Go', keys: ['G C'] },
  'go.skills': { title: 'Skills', group: 'Go', keys: ['G K'] },
  'go.hooks': { title: 'Hooks', group: 'Go', keys: ['G H'] },

  'thread.model': { title: 'Choose the model…', group: 'Thread', keys: ['Mod+Shift+M'] },
  'thread.effort': { title: 'Choose the effort…', group: 'Thread', keys: ['Mod+Shift+E'] },
  'thread.permission': { title: 'Choose the permission mode…', group: 'Thread', keys: ['Mod+Shift+X'] },
  'thread.goal': { title: 'Set a goal…', group: 'Thread', keys: ['Mod+Shift+G'] },
  'thread.plan': { title: 'Plan first, or work at once', group: 'Thread', keys: ['Mod+Shift+L'] },

  'prompt.library': { title: 'Saved prompts…', group: 'Writing', keys: [] },
  'prompt.save': { title: 'Save this prompt…', group: 'Writing', keys: [] },

  'thread.changes': { title: 'Changes of this thread', group: 'Thread', keys: ['D'] },

  'changes.turn': { title: 'Changes of the last turn', group: 'Changes', keys: [] },
  'changes.uncommitted': { title: 'Everything uncommitted', group: 'Changes', keys: [] },
  'changes.base': { title: 'Changes since the base', group: 'Changes', keys: [] },
  'changes.next': { title: 'Next change in the file', group: 'Changes', keys: [']'] },
  'changes.previous': { title: 'Previous change in the file', group: 'Changes', keys: ['['] },
  'changes.view': { title: 'Side by side or in one column', group: 'Changes', keys: ['V'] },
  'changes.space': { title: 'Show or hide differences of white space', group: 'Changes', keys: ['W'] },
  'changes.folders': { title: 'List the files by folder or by path', group: 'Changes', keys: ['T'] },
  'changes.read': { title: 'Read the changes line by line', group: 'Changes', keys: ['F7'] },

  'approval.accept': { title: 'Accept', group: 'Approval', keys: ['A'] },
  'approval.decline': { title: 'Decline', group: 'Approval', keys: ['X'] },
  'approval.session': { title: 'Accept for this session', group: 'Approval', keys: ['S'] },
  'approval.thread': {
    title: 'Show its thread here, or its card again',
    group: 'Approval',
    keys: ['O', 'Shift+W'],
  },
  'approval.rule': { title: 'Make a rule…', group: 'Approval', keys: ['R'] },
  'approval.remember': { title: 'Always allow, by Codex’s own rules…', group: 'Approval', keys: ['Shift+R'] },
  'approval.refuseAlways': {
    title: 'Always refuse, by Codex’s own rules…',
    group: 'Approval',
    keys: ['Shift+D'],
  },
  'approval.acceptAll': { title: 'Accept the whole group', group: 'Approval', keys: ['Shift+A'] },
  'approval.sessionAll': {
    title: 'Accept the whole group for this session',
    group: 'Approval',
    keys: ['Shift+S'],
  },
  'approval.declineAll': { title: 'Decline the whole group', group: 'Approval', keys: ['Shift+X'] },
  'approval.undo': { title: 'Undo: what was decided or archived', group: 'Approval', keys: ['Z'] },
  'approval.select': { title: 'Select this request, or this group', group: 'Approval', keys: ['M', 'Q'] },
  'approval.selected': {
    title: 'Decide what is selected together',
    group: 'Approval',
    keys: ['Shift+M', 'Shift+Q'],
  },
  'approval.snooze': { title: 'Later: to the end of the list', group: 'Approval', keys: ['L', 'Shift+E'] },
  'approval.cancel': { title: 'Decline and stop the turn', group: 'Approval', keys: ['C'] },

  'terminal.toggle': {
    title: 'Show or hide the terminals',
    group: 'Terminal',
    keys: ['Mod+J'],
    inTerminal: true,
  },
  'terminal.new': { title: 'New terminal', group: 'Terminal', keys: ['Mod+Shift+Enter'] },
  'terminal.next': {
    title: 'Next terminal',
    group: 'Terminal',
    keys: ['Mod+Shift+ArrowRight'],
    hidden: true,
  },
  'terminal.previous': {
    title: 'Previous terminal',
    group: 'Terminal',
    keys: ['Mod+Shift+ArrowLeft'],
    hidden: true,
  },
  'terminal.leave': {
    title: 'Leave the terminal',
    group: 'Terminal',
    keys: ['Mod+Shift+ArrowUp'],
    hidden: true,
  },
  'terminal.find': { title: 'Find in the terminal', group: 'Terminal', keys: ['Mod+Shift+F'] },
  'terminal.clear': { title: 'Clear the terminal', group: 'Terminal', keys: [] },
  'terminal.rename': { title: 'Rename the terminal…', group: 'Terminal', keys: [] },
  'terminal.close': { title: 'Close the terminal', group: 'Terminal', keys: [] },

  'workspace.add': { title: 'Add a folder…', group: 'Workspace', keys: [] },
  'workspace.restart': { title: 'Restart the app-server of this workspace', group: 'Workspace', keys: [] },
  'theme.next': { title: 'Switch between light and dark', group: 'App', keys: [] },
  'link.create': { title: 'Link another device…', group: 'App', keys: [] },
  'demo.start': { title: 'Try the demo', group: 'App', keys: [] },
  'demo.remove': { title: 'Remove the demo…', group: 'App', keys: [] },
  'window.new': { title: 'New window', group: 'App', keys: ['Mod+Shift+N'] },
  'diagnostics.copy': { title: 'Copy diagnostics', group: 'App', keys: [] },
  'app.stopAll': { title: 'Stop everything…', group: 'App', keys: ['Mod+.'] },
} as const satisfies Record<string, CommandDefinition>;

/** One action: what it is called, and the keys that run it. */
export interface CommandDefinition {
  readonly title: string;
  readonly group: string;
  readonly keys: readonly string[];
  /** Holding the key down runs it again and again. Never for what decides anything. */
  readonly repeats?: boolean;
  /** Only keys reach it; in the palette it would mean nothing. */
  readonly hidden?: boolean;
  /** Its keys run it also while the person types, and over an open dialog's page: they are no letters. */
  readonly anywhere?: boolean;
  /** Its keys are taken from the program of a terminal that has the focus, although a program could use them. */
  readonly inTerminal?: boolean;
}

export type CommandId = keyof typeof COMMANDS;

/** The definition of a command, with its optional parts. */
export function commandOf(id: CommandId): CommandDefinition {
  return COMMANDS[id];
}
