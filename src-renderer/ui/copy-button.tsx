import { Copy } from 'lucide-react';
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
