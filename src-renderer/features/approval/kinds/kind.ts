import type { ReactNode } from 'react';
import type { Approval, ApprovalBody, PermissionPart, Question } from '#shared/model/approval/approval.ts';
import type { Pill } from '../pill.ts';

/** How the page draws one kind of request, and what a person fills in of it. */
export interface DrawnKind<B extends ApprovalBody> {
  /** The rest of a row's second line: what the decision touches, in a few words; empty where its first says all. */
  readonly touches: (body: B) => string;
  /** What it touches; `home` is the folder in which the thread works. */
  readonly pills: (asked: {
    readonly body: B;
    readonly approval: Approval;
    readonly home: string | null;
  }) => readonly Pill[];
  /** The thing itself, every character of it; nothing where the card draws all of it as what is filled in. */
  readonly Body: (props: {
    readonly body: B;
    readonly approval: Approval;
    readonly folder: string | null;
  }) => ReactNode;
  readonly input?: (body: B) => Partial<Asked>;
  /** Where it would run, which is of who asks and not of what is decided. */
  readonly cwd?: (body: B) => string | null;
  /** What a person decides about, whoever asks; all of the body without it. */
  readonly content?: (body: B) => readonly unknown[];
  /** A rule can be made of it. */
  readonly ruled?: true;
  /** Pills that its first words say already. */
  readonly said?: readonly string[];
  /** Nothing else is in the request as it came, or its body shows that itself. */
  readonly whole?: true;
}

/** What a person is asked to fill in. */
export interface Asked {
  readonly questions: readonly Question[];
  /** Parts that can be granted one by one. */
  readonly parts: readonly PermissionPart[];
  readonly form: {
    readonly message: string;
    /** A page to open. */
    readonly url: string | null;
    /** The form's JSON schema as it came; null when nothing is to be filled in. */
    readonly schema: unknown;
  } | null;
}
