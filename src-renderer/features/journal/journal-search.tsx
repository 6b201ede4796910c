import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ApprovalId } from '#shared/model/ids.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { navigate, toJournal, type JournalFind } from '../../platform/routes.ts';
import { useCommand } from '../../platform/use-command.ts';
import { Button } from '../../ui/kit.tsx';

/** The address follows what is typed once it rests: browsers refuse to change it with every letter. */
const ADDRESS_MS = 300;

/** The field of the search. `onLeave`: Enter or the down arrow goes on to what was found. */
export function JournalSearch(props: { text: string; onText(text: string): void; onLeave(): void }) {
  const { text, onText, onLeave } = props;
  const field = useRef<HTMLInputElement>(null);
  useCommand('list.search', () => {
    field.current?.focus();
    field.current?.select();
  });
  return (
    <div className="journal-search">
      <input
        ref={field}
        className="input"
        type="text"
        role="searchbox"
        placeholder="Search commands, paths, hosts, threads, rules, tickets"
        aria-label="Search the journal"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            if (text === '') field.current?.blur();
            else onText('');
          } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            onLeave();
          }
        }}
      />
      {text === '' ? (
        <KeyOf id="list.search" />
      ) : (
        <Button icon size="small" aria-label="Clear the search" onClick={() => onText('')}>
          <X size={13} />
        </Button>
      )}
    </div>
  );
}

/** What is typed, at once; the address has it a moment later, and an address that changes otherwise is followed. */
export function useTyped(
  find: JournalFind,
  request: ApprovalId | null,
): { text: string; setText(text: string): void } {
  const address = find.text ?? '';
  const [typed, setTyped] = useState({ text: address, address, written: address });
  if (typed.address !== address) {
    // It caught up with what was typed, or somebody went elsewhere.
    const ours = typed.written === address;
    setTyped({ text: ours ? typed.text : address, address, written: address });
  }
  const { text } = typed;
  useEffect(() => {
    if (text === address) return undefined;
    const timer = setTimeout(() => {
      setTyped((before) => ({ ...before, written: text }));
      navigate(toJournal({ ...find, text }, request), 'replace');
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [text, address, find, request]);
  return { text, setText: (next) => setTyped((before) => ({ ...before, text: next })) };
}
