import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { NO_CLIPBOARD, toClipboard } from './clipboard.ts';
import { Button, type ButtonProps } from './kit.tsx';

type Props = Omit<ButtonProps, 'onClick' | 'children'> & {
  /** What is copied. */
  text: string;
  /** What the button is called before. */
  label: string;
};

/** Copies a text, and says on itself that it did, or beside itself that it could not. */
export function CopyButton({ text, label, ...button }: Props) {
  const [copied, setCopied] = useState<{ readonly text: string; readonly done: boolean } | null>(null);
  const now = copied?.text === text ? copied : null;
  return (
    <>
      <Button {...button} onClick={() => void toClipboard(text).then((done) => setCopied({ text, done }))}>
        <Copy size={13} aria-hidden="true" /> {now?.done === true ? 'Copied' : label}
      </Button>
      <output className={now?.done === false ? 'sub' : 'visually-hidden'}>
        {now === null ? '' : now.done ? 'Copied' : `${NO_CLIPBOARD}: select the text and copy it yourself`}
      </output>
    </>
  );
}

/** The same as an icon alone: a tick for as long as what it copied is what it would copy. */
export function CopyIcon({ text, label }: { text: string | (() => string); label: string }) {
  const [copied, setCopied] = useState<'' | 'done' | 'failed'>('');
  const copy = (): void => {
    void toClipboard(typeof text === 'string' ? text : text()).then((done) => {
      setCopied(done ? 'done' : 'failed');
      setTimeout(() => setCopied(''), SAID_MS);
    });
  };
  return (
    <>
      <Button icon size="small" look="quiet" aria-label={label} onClick={copy}>
        {copied === 'done' ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      </Button>
      <output className={copied === 'failed' ? 'sub' : 'visually-hidden'}>
        {copied === '' ? '' : copied === 'done' ? 'Copied' : NO_CLIPBOARD}
      </output>
    </>
  );
}

/** How long a button says that it copied, ms. */
const SAID_MS = 1500;
