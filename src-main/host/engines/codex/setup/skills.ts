import type { Results } from '#shared/contract/requests.ts';
import type { SetupProblem, SkillState } from '#shared/model/workspace/setup.ts';
import { fields, list, short, text, type Fields } from '../wire.ts';

const MOST_SKILLS = 1000;
const MOST_PROBLEMS = 100;

const SCOPES: Readonly<Record<string, SkillState['scope']>> = {
  repo: 'folder',
  user: 'user',
  system: 'system',
  admin: 'managed',
};

/** Every skill of an answer to `skills/list`, on or off, and what of them could not be read. Throws Malformed. */
export function readSkillStates(answer: unknown): Results['skills/all'] {
  const entries = list(fields(answer, 'skills/list'), 'data').map((raw) => fields(raw, 'entry'));
  const skills = new Map<string, SkillState>();
  for (const raw of entries.flatMap((entry) => list(entry, 'skills')).slice(0, MOST_SKILLS)) {
    const skill = fields(raw, 'skill');
    const { shortDescription, description, scope, enabled } = skill;
    const words = [shortDescription, description].find((one) => typeof one === 'string' && one !== '');
    const path = text(skill, 'path');
    skills.set(path, {
      name: short(text(skill, 'name')),
      description: short(String(words ?? '')),
      path,
      scope: SCOPES[String(scope)] ?? 'user',
      on: enabled !== false,
    });
  }
  return { skills: [...skills.values()], problems: entries.flatMap(problemsOf) };
}

/** What could not be read of a folder's skills or hooks. */
export function problemsOf(entry: Fields): readonly SetupProblem[] {
  return list(entry, 'errors')
    .slice(0, MOST_PROBLEMS)
    .map((raw) => {
      const problem = fields(raw, 'error');
      return { path: short(text(problem, 'path')), message: short(text(problem, 'message')) };
    });
}
