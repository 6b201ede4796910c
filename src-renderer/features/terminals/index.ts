export { TerminalDock, TerminalsPage } from './terminal-dock.tsx';
export { useTerminalCommands } from './use-terminal-commands.ts';
export { useTerminalCount } from './use-terminals.ts';
