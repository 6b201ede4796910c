// The policy of this example: what only looks is accepted, a push to a protected branch needs an open change window, a
// person is asked about everything else. Replace `decide` by your own.
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Policy
 * @property {string[]} accept commands that run as they stand here, to the letter
 * @property {string[]} protected branches; `*` stands for anything
 * @property {{ days: number[], from: string, to: string }} window when they may be pushed to: days (0 is Sunday), UTC
 */

/**
 * @param {string} path
 * @returns {Policy}
 */
export function readPolicy(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * @param {any} request
 * @param {Policy} policy
 * @param {Date} now
 * @returns {{ decision: 'accept' | 'decline' | 'ask', reason: string, ticketed: boolean }}
 */
export function decide(request, policy, now) {
  if (request.type === 'test')
    return { decision: 'ask', reason: 'The change management answers.', ticketed: false };
  const { subject, decisions } = request;
  if (subject.kind === 'command' && subject.morePermissions === null) {
    // A command is compared to the letter: whoever takes it apart must know all that a shell can do with it.
    if (decisions.includes('accept') && policy.accept.includes(subject.script.trim()))
      return { decision: 'accept', reason: 'It only looks.', ticketed: false };
    const branch = protectedPush(subject.script, request.thread.branch, policy);
    if (branch !== null) {
      if (!isOpen(policy.window, now)) {
        const { days, from, to } = policy.window;
        const when = days.length === 0 ? 'it never opens' : `it is open from ${from} to ${to} UTC`;
        const reason = `${branch} is protected, and the change window is closed: ${when}.`;
        return { decision: 'decline', reason, ticketed: true };
      }
      return { decision: 'ask', reason: `${branch} is protected: a person signs off.`, ticketed: true };
    }
  }
  return { decision: 'ask', reason: 'No policy is about this.', ticketed: true };
}

/**
 * The protected branch that a command may push to, or null. It sees a push wherever it stands in the text: to decline
 * or to ask too often is safe, to accept too often is not.
 * @param {string} script
 * @param {string | null} current
 * @param {Policy} policy
 */
function protectedPush(script, current, policy) {
  const push = /\bgit\b[^|;&]*\bpush\b([^|;&]*)/.exec(script);
  if (push === null) return null;
  const words = (push[1] ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.some((word) => /^--(all|mirror|branches)$/.test(word))) return 'every branch';
  const here = current ?? 'the branch that is checked out';
  const target = (/** @type {string} */ word) =>
    (word.split(':').at(-1) ?? word).replace(/^\+/, '').replace(/^refs\/heads\//, '');
  // The first word is the remote. `git push` and `git push origin` push the branch that is checked out.
  const named = words
    .filter((word) => !word.startsWith('-'))
    .slice(1)
    .map(target);
  const branches = named.length > 0 ? named.map((name) => (name === 'HEAD' ? here : name)) : [here];
  const isProtected = (/** @type {string} */ branch) =>
    current === null ||
    policy.protected.some((pattern) =>
      new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(branch),
    );
  return branches.find(isProtected) ?? null;
}

/**
 * @param {Policy['window']} window
 * @param {Date} now
 */
function isOpen(window, now) {
  const time = now.toISOString().slice(11, 16);
  return window.days.includes(now.getUTCDay()) && time >= window.from && time < window.to;
}
