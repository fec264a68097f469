import type { CombinedError } from 'urql';
import { useId } from 'react';

/** What went wrong that is no refusal of a rule, in words for the person before the screen. */
interface Problem {
  title: string;
  text: string;
  /** Whether another token may help. */
  token: boolean;
}

/** @param api the address that was asked */
export function problemOf(error: CombinedError, api: string): Problem {
  const [first] = error.graphQLErrors;
  if (first === undefined) return away(error, api);
  const { code, retryAfterSeconds, requestId } = first.extensions;
  const text = first.message;
  switch (code) {
    case 'UNAUTHENTICATED':
      return { title: 'The token is not accepted', text, token: true };
    case 'FORBIDDEN':
      return { title: 'This token is not good for that', text, token: true };
    case 'RATE_LIMITED':
      return { title: 'Too much was asked', text: withWait(text, retryAfterSeconds), token: false };
    case 'UNAVAILABLE':
      return { title: 'The service cannot take this now', text: withWait(text, retryAfterSeconds), token: false };
    case 'INTERNAL_SERVER_ERROR':
      return {
        title: 'Something is wrong with the service',
        text: `${text} Request ${String(requestId)}.`,
        token: false,
      };
    default:
      return { title: 'The service did not take this', text, token: false };
  }
}

/** Adds when to try again, where the message does not say it. */
function withWait(text: string, seconds: unknown): string {
  if (text.includes('Retry in')) return text;
  return `${text} Try again in ${seconds === 1 ? '1 second' : `${String(seconds)} seconds`}.`;
}

/** No answer that could be read: a browser does not tell a page why. */
function away({ networkError, response }: CombinedError, api: string): Problem {
  const status: unknown = response?.status;
  if (typeof status === 'number') {
    return { title: 'This is no answer of the service', text: `${api} answered with HTTP ${status}.`, token: false };
  }
  const reason = networkError === undefined ? '' : ` (${networkError.message})`;
  const text = `Nothing comes from ${api}${reason}. Is the service running there, and does its CORS_ORIGINS name ${window.location.origin}?`;
  return { title: 'The service cannot be reached', text, token: false };
}

/** The problem, with what can be done about it. */
export function ProblemBox(props: { error: CombinedError; api: string; onAgain: () => void; onToken?: () => void }) {
  const { title, text, token } = problemOf(props.error, props.api);
  const heading = useId();
  return (
    <section className="box problem" role="alert" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <p>{text}</p>
      <p className="buttons">
        <button type="button" onClick={props.onAgain}>
          Try again
        </button>
        {token && props.onToken !== undefined && (
          <button type="button" onClick={props.onToken}>
            Change the token
          </button>
        )}
      </p>
    </section>
  );
}
