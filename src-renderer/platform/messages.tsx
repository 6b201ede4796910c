import { X } from 'lucide-react';
import { create } from 'zustand';
import type { ContractFailure } from '#shared/contract/errors.ts';
import { Button, Note } from '../ui/kit.tsx';
import type { Tone } from '../ui/state-words.ts';

interface Message {
  readonly id: number;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
}

const MOST = 4;
/** A message that asks for nothing goes by itself after this, ms: time to read two lines. */
const SHORT_MS = 6000;
let nextId = 0;
const useMessages = create<{ readonly messages: readonly Message[] }>(() => ({ messages: [] }));

/** Tells the person something that has no better place, until they dismiss it. The same thing is told once. */
export function tell(tone: Tone, title: string, detail = ''): void {
  useMessages.setState(({ messages }) => {
    const others = messages.filter((message) => message.title !== title || message.detail !== detail);
    return { messages: [...others, { id: nextId++, tone, title, detail }].slice(-MOST) };
  });
}

/** Tells something that asks for nothing: it goes by itself. */
export function tellShortly(tone: Tone, title: string, detail = ''): void {
  tell(tone, title, detail);
  const told = useMessages.getState().messages.at(-1);
  if (told !== undefined) setTimeout(() => dismiss(told.id), SHORT_MS);
}

/** Tells why something did not happen, and what to do. */
export function tellFailure(what: string, failure: ContractFailure): void {
  tell(failure.code === 'outcomeUnknown' ? 'needs' : 'failed', what, failure.message);
}

function dismiss(id: number): void {
  useMessages.setState(({ messages }) => ({ messages: messages.filter((message) => message.id !== id) }));
}

/** The messages that were not dismissed. */
export function Messages() {
  const messages = useMessages((state) => state.messages);
  if (messages.length === 0) return null;
  return (
    <div className="messages">
      {messages.map(({ id, tone, title, detail }) => (
        <Note
          key={id}
          tone={tone}
          title={title}
          urgency={tone === 'rest' ? 'status' : 'alert'}
          actions={
            <Button icon size="small" aria-label="Dismiss" onClick={() => dismiss(id)}>
              <X size={14} />
            </Button>
          }
        >
          {detail === '' ? null : <p>{detail}</p>}
        </Note>
      ))}
    </div>
  );
}
