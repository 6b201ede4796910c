import { ChevronRight } from 'lucide-react';
import { commands, commandOf, type CommandId } from '../platform/commands.ts';

const SHOWN: readonly CommandId[] = [
  'thread.new',
  'go.terminals',
  'workspace.add',
  'go.welcome',
  'go.rules',
  'go.journal',
  'go.archive',
  'go.notices',
  'go.usage',
  'go.configuration',
  'go.servers',
  'go.skills',
  'go.hooks',
  'go.settings',
  'link.create',
  'theme.next',
  'palette.open',
  'app.stopAll',
  'thread.continueAll',
  'demo.start',
  'demo.remove',
  'help.keys',
];

/** What has no place of its own in the bar of a small window. */
export function MorePage() {
  return (
    <section className="col page" aria-label="More">
      <header className="bar">
        <h1>More</h1>
      </header>
      <div className="scroll more-list">
        {SHOWN.filter((id) => commands.can(id)).map((id) => (
          <button type="button" key={id} className="nav" onClick={() => commands.run(id)}>
            <span className="nav-text clip">{commandOf(id).title}</span>
            <span className="nav-count">
              <ChevronRight size={16} aria-hidden="true" />
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
