import { asId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { applyRules } from '#shared/model/rule/apply.ts';
import { readScript, type Parse } from '../../src-main/host/rules/read-script.ts';
import { CanaryFolder, type Escape } from './canary-folder.ts';
import { openRules, ScriptMaker } from './rule-scripts.ts';

/** Scripts of one process of the shell that runs them. */
const BATCH = 250;

export interface RuleRounds {
  readonly made: number;
  readonly ran: { readonly bash: number; readonly dash: number };
  readonly escapes: readonly Escape[];
}

/**
 * Makes scripts until `count` of them were accepted by rules that are as open as rules can be, and runs those, one half
 * in bash and one in dash. `random` answers numbers in [0, 1).
 */
export async function ruleRounds(parse: Parse, random: () => number, count: number): Promise<RuleRounds> {
  const maker = new ScriptMaker(random);
  const rules = openRules();
  const place = { threadId: asId<ThreadId>('t'), workspaceId: asId<WorkspaceId>('w') };
  const folder = new CanaryFolder();
  const accepted = (text: string): boolean => {
    const subject = { type: 'command', text, script: readScript(text, parse), inPlace: true } as const;
    return applyRules(subject, rules, place, 0)?.effect === 'accept';
  };
  const escapes: Escape[] = [];
  const ran = { bash: 0, dash: 0 };
  let made = 0;
  try {
    while (ran.bash + ran.dash < count) {
      const batch: string[] = [];
      while (batch.length < Math.min(BATCH, count - ran.bash - ran.dash)) {
        const script = maker.script();
        made += 1;
        if (accepted(script)) batch.push(script);
      }
      const shell = ran.bash <= ran.dash ? 'bash' : 'dash';
      escapes.push(...(await folder.run(`/bin/${shell}`, batch)));
      ran[shell] += batch.length;
    }
  } finally {
    folder.delete();
  }
  return { made, ran, escapes };
}
