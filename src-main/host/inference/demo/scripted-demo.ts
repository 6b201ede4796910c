import { codexConfigToml } from '../codex-config.ts';
import type { Pace } from '../pace.ts';
import type { DemoScript } from './demo-script.ts';
import { startDemoModel } from './demo-model.ts';

/** What plays the model behind the demo, and how Codex is told of it. */
export interface ScriptedDemo {
  /** Starts the model. Rejects when a text is missing or no port is free. Whoever starts it closes it. */
  startModel(resources: string): Promise<{
    readonly url: string;
    /** The demo's threads, in the order in which they start. */
    readonly scripts: readonly DemoScript[];
    close(): Promise<void>;
  }>;
  /** The configuration by which Codex asks that model. */
  config(modelUrl: string, trustedFolders: readonly string[]): string;
}

/** The demo's scripts, at that pace. */
export function scriptedDemo(pace: Pace | undefined): ScriptedDemo {
  return {
    startModel: async (resources) => {
      const { model, scripts } = await startDemoModel({ resources, ...(pace !== undefined && { pace }) });
      return { url: model.url, scripts, close: () => model.close() };
    },
    config: (modelUrl, trustedFolders) => codexConfigToml({ modelUrl, trustedFolders, writableTmp: false }),
  };
}
