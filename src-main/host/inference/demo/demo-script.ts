/** What a demo thread is: a script for the model, and what the person and the checks need to know about it. */
import type { CallResult, Part, Reply, Scenario, Script, Step, StepContext } from '../script.ts';
import { reply, run, say } from '../script.ts';

/** The end that a script foresees when its approvals are answered by the demo's rule. */
export interface DemoExpectation {
  readonly end: 'completed' | 'failed';
  /** Commands that ran, whatever their exit code; a declined one did not run. */
  readonly commands: number;
  /** Those of them that are meant to end with another exit code than 0: a test that fails before its fix. */
  readonly commandsFailed: number;
  /** Different files that were changed. */
  readonly filesChanged: number;
  readonly approvals: { readonly command: number; readonly fileChange: number };
}

export interface DemoScript {
  /** Unique; also chooses the script by the tag `[script:name]`. */
  readonly name: string;
  /** The repository that the thread works in. */
  readonly workspace: string;
  readonly title: string;
  readonly prompt: string;
  readonly expect: DemoExpectation;
  readonly script: Script;
}

/** Texts of the demo's resources, read beforehand. */
export interface DemoTexts {
  /** A patch by its name; throws when there is none. */
  patch(name: string): string;
  answer(name: string): string;
}

/** The scenario by which the scripted model plays a demo thread. */
export function demoScenario(demo: DemoScript): Scenario {
  return { name: demo.name, prompt: demo.prompt, script: () => demo.script };
}

/** A small gap before a part, so that threads that start together do not act together. */
export function after(seconds: number): Part {
  return { kind: 'pause', ms: seconds * 1000 };
}

/** One step that says what is done, and does it. */
export function act(words: string, ...calls: Part[]): Reply {
  return reply(say(words), ...calls);
}

/** The result of the last step that called a tool, or undefined. */
export function lastResult(context: StepContext): CallResult | undefined {
  return context.results.at(-1);
}

/** Goes on by whether the last call was allowed. */
export function ifAllowed(allowed: Reply, refused: Reply): Step {
  return (context) => (lastResult(context)?.refused === true ? refused : allowed);
}

/** The command that three of the demo's threads ask for with the same words, so that one answer can serve all. */
export function integrationTests(): Part {
  return run('node --test --test-reporter=spec integration/smoke.js', {
    escalate:
      'The integration tests open a loopback port, which the sandbox does not allow. Run them outside it?',
    prefixRule: ['node', '--test', '--test-reporter=spec', 'integration/smoke.js'],
  });
}

/** Commits the files named, which the sandbox does not allow. */
export function commit(subject: string, body: string, files: readonly string[]): Part {
  return run(`git commit -q -m ${quote(subject)} -m ${quote(body)} -- ${files.join(' ')}`, {
    escalate: 'The sandbox keeps .git read-only. Commit the change?',
    prefixRule: ['git', 'commit'],
  });
}

/** Runs test files with readable output. */
export function tests(...files: string[]): Part {
  return run(`node --test --test-reporter=spec ${files.join(' ')}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
