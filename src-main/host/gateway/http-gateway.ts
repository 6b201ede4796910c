import { request as overHttp } from 'node:http';
import { request as overTls, type RequestOptions } from 'node:https';
import { urlProblem } from '#shared/model/gateway/route-problems.ts';
import { LONGEST_ANSWER } from './gateway-message.ts';
import { GatewayFailure, type GatewayTransport, type Signed } from './ask.ts';

/** The header with the signature of a body, of a request and of an answer alike. */
export const SIGNATURE_HEADER = 'muster-signature';

/**
 * Asks by POST, each time on a connection of its own: one that was kept may be closed by the other side just then.
 * Redirects are not followed, so that who answers is who was set; proxies of the environment are not used, and no
 * variable switches the check of certificates off. `ca` is trusted in place of Node's own list.
 */
export function httpGateway(address: string, userAgent: string, ca?: string): GatewayTransport {
  return ({ body, signature }: Signed, signal): Promise<Signed> =>
    new Promise((resolve, reject) => {
      const problem = urlProblem(address);
      if (problem !== null) throw new GatewayFailure(problem);
      const url = new URL(address);
      const fail = (why: string): void => reject(new GatewayFailure(why));
      const options: RequestOptions = {
        method: 'POST',
        agent: false,
        rejectUnauthorized: true,
        ...(ca !== undefined && { ca }),
        signal,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'application/json',
          'user-agent': userAgent,
          ...(signature !== null && { [SIGNATURE_HEADER]: signature }),
        },
      };
      const request = url.protocol === 'https:' ? overTls(url, options) : overHttp(url, options);
      request.on('error', (error) => fail(reachProblem(url.host, error)));
      request.on('response', (response) => {
        const { statusCode: status = 0 } = response;
        if (status !== 200) {
          response.destroy();
          fail(
            status >= 300 && status < 400
              ? `It leads elsewhere (status ${status}), which is not followed; set the address it is at`
              : status === 401 || status === 403
                ? `It refused the request (status ${status}): it may have another secret`
                : `It answered with status ${status} instead of 200`,
          );
          return;
        }
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if ((bytes += chunk.length) <= LONGEST_ANSWER) return;
          response.destroy();
          fail(`Its answer is longer than ${LONGEST_ANSWER} bytes`);
        });
        response.on('error', () => fail('Its answer broke off'));
        response.on('close', () => {
          if (!response.complete) fail('Its answer broke off');
        });
        response.on('end', () => {
          const given = response.headers[SIGNATURE_HEADER];
          resolve({
            body: Buffer.concat(chunks).toString('utf8'),
            signature: typeof given === 'string' ? given : null,
          });
        });
      });
      request.end(body);
    });
}

/** Why nothing came back, in words. */
function reachProblem(host: string, error: Error & { code?: string }): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${host}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name ${host} cannot be found`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${host} cut the connection`;
    default: {
      const words = error.message === '' ? (error.code ?? 'no reason was given') : error.message;
      return `${host} cannot be reached: ${words}`.slice(0, 400);
    }
  }
}
