/** Chooses a scenario for a prompt: a tag `[script:name key=value key="two words"]`, or the exact prompt. */
import type { Scenario, Script, ScriptArgs } from './script.ts';

const TAG = /\[script:([\w-]+)((?:\s+[\w-]+=(?:"[^"]*"|[^\s\]"]+))*)\s*\]/;
const ARG = /([\w-]+)=(?:"([^"]*)"|([^\s\]"]+))/g;

/**
 * A function from a prompt to the script it asks for, or `undefined` where it asks for none. Throws when two
 * scenarios share a name or a prompt.
 */
export function scenarioChooser(scenarios: readonly Scenario[]): (prompt: string) => Script | undefined {
  const byName = new Map<string, Scenario>();
  const byPrompt = new Map<string, Scenario>();
  for (const scenario of scenarios) {
    if (byName.has(scenario.name)) throw new Error(`two scenarios are named ${scenario.name}`);
    byName.set(scenario.name, scenario);
    if (scenario.prompt === undefined) continue;
    const key = normalise(scenario.prompt);
    if (byPrompt.has(key)) throw new Error(`scenario ${scenario.name} has the prompt of another one`);
    byPrompt.set(key, scenario);
  }
  return (prompt) => {
    const tag = TAG.exec(prompt);
    if (tag !== null) {
      const scenario = byName.get(tag[1] ?? '');
      if (scenario !== undefined) return scenario.script(scriptArgs(tag[2] ?? ''));
    }
    return byPrompt.get(normalise(prompt))?.script(NO_ARGS);
  };
}

function scriptArgs(source: string): ScriptArgs {
  const values = new Map<string, string>();
  for (const match of source.matchAll(ARG)) values.set(match[1] ?? '', match[2] ?? match[3] ?? '');
  return {
    text: (name, fallback) => values.get(name) ?? fallback,
    number: (name, fallback) => {
      const value = values.get(name);
      const number = value === undefined ? Number.NaN : Number(value);
      return Number.isFinite(number) ? number : fallback;
    },
  };
}

const NO_ARGS = scriptArgs('');

function normalise(prompt: string): string {
  return prompt.trim().replace(/\s+/g, ' ');
}
