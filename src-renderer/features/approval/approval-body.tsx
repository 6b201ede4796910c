import type { Approval } from '#shared/model/approval/approval.ts';
import { drawnKind } from './kinds/index.ts';
import './approval.css';

/** The thing itself, every character of it. Questions and forms are drawn by the card, for they take input. */
export function ApprovalBody({ approval, folder }: { approval: Approval; folder: string | null }) {
  const { Body } = drawnKind(approval.body);
  return <Body body={approval.body} approval={approval} folder={folder} />;
}
