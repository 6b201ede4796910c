/** The scripted model as the demo uses it. */
import type { Pace } from '../pace.ts';
import { PACES } from '../pace.ts';
import type { Reply } from '../script.ts';
import { reply, say } from '../script.ts';
import { startScriptedModel } from '../scripted-model.ts';
import type { ScriptedModel } from '../scripted-model.ts';
import { demoScenario } from './demo-script.ts';
import type { DemoScript } from './demo-script.ts';
import { loadDemoScripts } from './demo-scripts.ts';

export interface DemoModel {
  readonly model: ScriptedModel;
  /** The demo's threads, in the order in which they start. */
  readonly scripts: readonly DemoScript[];
}

/**
 * Starts the model that plays the demo's scripts. `resources` is the project's `resources/demo`. The pace is
 * {@link PACES}`.live` unless told otherwise; a headless run takes `PACES.brisk`. Rejects when a text is missing or
 * the port is taken. Whoever calls it closes the model.
 */
export async function startDemoModel(options: {
  readonly resources: string;
  readonly pace?: Pace;
  readonly port?: number;
}): Promise<DemoModel> {
  const scripts = await loadDemoScripts(options.resources);
  const model = await startScriptedModel({
    scenarios: scripts.map(demoScenario),
    pace: options.pace ?? PACES.live,
    fallback: unknownPrompt,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return { model, scripts };
}

function unknownPrompt(): Reply {
  return reply(
    say(
      'This is the **demo**: Codex is real, and so are its sandbox, its commands and its edits, but the model behind it plays prepared scripts. It knows no answer to a prompt of your own, so nothing was run and nothing was changed.\n\nTo work on your own code, leave the demo, add a folder and sign in.',
    ),
  );
}
