import { useRef, useState } from 'react';
import { useMutation, type CombinedError, type TypedDocumentNode } from 'urql';

/** What every mutation takes beside its own. */
interface Repeatable {
  idempotencyKey?: string | null | undefined;
}

/** A mutation on its way. */
export interface Write<Data, Input> {
  send: (input: Input) => Promise<Data | null>;
  /** Sends what was sent last once more, under the same key if no answer came. */
  again: () => void;
  running: boolean;
  answer: Data | null;
  problem: CombinedError | null;
}

/**
 * A mutation that may be repeated without harm: whatever is sent keeps its idempotency key until an answer has come.
 * Where the network fails nobody knows whether it was done; sent again, it is done once, and costs once.
 */
export function useWrite<Data extends object, Input extends Repeatable>(
  document: TypedDocumentNode<Data, { input: Input }>,
): Write<Data, Input> {
  const [{ fetching }, mutate] = useMutation(document);
  const [answer, setAnswer] = useState<Data | null>(null);
  const [problem, setProblem] = useState<CombinedError | null>(null);
  const unanswered = useRef<{ text: string; key: string } | null>(null);
  const last = useRef<Input | null>(null);

  async function send(input: Input): Promise<Data | null> {
    const text = JSON.stringify(input);
    if (unanswered.current?.text !== text) unanswered.current = { text, key: crypto.randomUUID() };
    last.current = input;
    setAnswer(null);
    setProblem(null);
    const { data: fields, error = null } = await mutate({
      input: { ...input, idempotencyKey: unanswered.current.key },
    });
    // A mutation's field is null where `errors` says why; this is no answer, and the key has to be kept.
    const data = fields && Object.values(fields).every((field) => field !== null) ? fields : null;
    if (data !== null) unanswered.current = null;
    setAnswer(data);
    setProblem(error);
    return data;
  }

  const again = () => {
    if (last.current !== null) void send(last.current);
  };
  return { send, again, running: fetching, answer, problem };
}
