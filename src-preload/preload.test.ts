import { expect, it, vi } from 'vitest';
import { CHANNELS } from '#shared/shell/channels.ts';

const electron = vi.hoisted(() => ({
  exposed: {} as Record<string, unknown>,
  sent: [] as unknown[][],
  listeners: new Map<string, (...args: unknown[]) => void>(),
}));

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, value: unknown) => (electron.exposed[name] = value),
  },
  ipcRenderer: {
    on: (channel: string, listener: (...args: unknown[]) => void) =>
      electron.listeners.set(channel, listener),
    send: (...args: unknown[]) => electron.sent.push(args),
  },
  webUtils: { getPathForFile: (file: { readonly name: string }) => `/dropped/${file.name}` },
}));

it('gives the page four functions and nothing of Electron', async () => {
  await import('./preload.ts');
  expect(Object.keys(electron.exposed)).toEqual(['musterShell']);
  const shell = electron.exposed['musterShell'] as Record<string, (...args: unknown[]) => unknown>;
  expect(Object.keys(shell).sort()).toEqual(['listen', 'pathForFile', 'requestPort', 'send']);
  expect(shell['pathForFile']?.({ name: 'x' })).toBe('/dropped/x');

  // A page says only what goes to the channels that the shell checks.
  shell['requestPort']?.();
  shell['send']?.({ type: 'ready' });
  expect(electron.sent).toEqual([[CHANNELS.portWanted], [CHANNELS.toShell, { type: 'ready' }]]);

  // It hears the message alone: the event would hand it the way to everything else.
  const heard: unknown[][] = [];
  shell['listen']?.((...args: unknown[]) => heard.push(args));
  electron.listeners.get(CHANNELS.toPage)?.({ sender: 'ipcRenderer' }, { type: 'run', command: 'go.inbox' });
  expect(heard).toEqual([[{ type: 'run', command: 'go.inbox' }]]);
});
