import { ContractFailure } from '#shared/contract/errors.ts';
import { problemWords } from '#shared/contract/problem-words.ts';
import { requestParams, type Method, type Params, type Results } from '#shared/contract/requests.ts';
import type { ClientIdentity } from './client-session.ts';

/** One handler for each call of the contract; the type makes a missing one a compile error. */
export type CallHandlers = {
  readonly [M in Method]: (params: Params<M>, client: ClientIdentity) => Promise<Results[M]> | Results[M];
};

/** Checks a call against the contract, and runs its handler. Rejects with ContractFailure for what is not of it. */
export async function runCall(
  handlers: CallHandlers,
  method: string,
  params: unknown,
  client: ClientIdentity,
): Promise<unknown> {
  if (!Object.hasOwn(requestParams, method)) {
    throw new ContractFailure({
      code: 'unknownMethod',
      message: `This host does not know ${method.slice(0, 100)}. Reload the page.`,
    });
  }
  const known = method as Method;
  const checked = requestParams[known].safeParse(params);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new ContractFailure({
      code: 'badRequest',
      message: problemWords(checked.error.issues),
      // For whoever writes a client.
      detail: `${known}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    });
  }
  return (handlers[known] as (params: unknown, client: ClientIdentity) => unknown)(checked.data, client);
}
