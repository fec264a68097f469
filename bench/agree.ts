import type { Contender } from './contenders';
import { pairOf, type Size } from './dataset';
import type { Running } from './processes';
import { callsOf, collectorCall, comparable, shareCall, type Call, type WorkName } from './works';

/** Compares answers before speed: every contender receives every request once, and all answers must be equal. */

/** Sends a prepared request and returns the JSON of the answer. */
export async function ask(contender: Contender, { port }: Running, call: Call): Promise<unknown> {
  const [head, body] = contender.request(call).split('\r\n\r\n') as [string, string];
  const [first, ...lines] = head.split('\r\n');
  const target = first!.split(' ')[1];
  const headers = Object.fromEntries(
    lines.map((line) => line.split(': ') as [string, string]).filter(([name]) => !/^(host|content-length)$/.test(name)),
  );
  const response = await fetch(`http://127.0.0.1:${port}${target}`, { method: 'POST', headers, body });
  const text = await response.text();
  try {
    return contender.normalForm(JSON.parse(text));
  } catch {
    throw new Error(`${contender.name} answered ${call.work} with HTTP ${response.status}: ${text.slice(0, 300)}`);
  }
}

interface Page {
  data?: { images?: { pageInfo: { endCursor: string; hasNextPage: boolean } } };
}

/** Returns the cursor of the deep page for each viewer. Cursors are the contender's own, so this walks to the page. */
export async function cursorsOf(contender: Contender, running: Running, size: Size): Promise<Map<string, string>> {
  const cursors = new Map<string, string>();
  for (const call of callsOf('list-page-200', size, () => '')) {
    if (contender.cursor !== undefined) {
      cursors.set(call.me, contender.cursor((size.deepPage - 1) * 50));
      continue;
    }
    let after: string | null = null;
    for (let page = 1; page < size.deepPage; page += 1) {
      const answer = (await ask(contender, running, { ...call, variables: { ...call.variables, after } })) as Page;
      const info = answer.data?.images?.pageInfo;
      if (!info?.hasNextPage)
        throw new Error(`${contender.name}: no page after ${page}: ${JSON.stringify(answer).slice(0, 300)}`);
      after = info.endCursor;
    }
    cursors.set(call.me, after!);
  }
  return cursors;
}

/** Returns the answers of a contender to every request, in a form that can be compared. */
export async function answersOf(
  contender: Contender,
  running: Running,
  size: Size,
  works: readonly WorkName[],
  cursorOf: (me: string) => string,
  pair: number,
): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  const add = async (key: string, call: Call) =>
    answers.set(`${call.work}: ${key}`, comparable(call.work, await ask(contender, running, call)));
  for (const work of works.filter((each) => contender.works.includes(each))) {
    if (work === 'share') {
      // A pair cannot be shared twice, so each contender has its own pair, whose names are left out.
      const call = shareCall(pairOf(size, pair));
      const named = comparable(work, await ask(contender, running, call));
      answers.set('share: a new pair', named.replace(/"(id|name)":"[^"]*"/g, '"$1":"…"'));
      await add('the same pair again', call);
      const { imageId } = pairOf(size, pair);
      await add('with oneself', { ...call, variables: { input: { imageId, accountIds: [call.me] } } });
    } else {
      for (const [place, call] of callsOf(work, size, cursorOf).entries()) await add(String(place), call);
      if (work === 'list') await add('of the collector', collectorCall());
    }
  }
  return answers;
}

/** @throws where an answer differs from that of the first contender, with both answers */
export function compare(all: readonly { name: string; answers: Map<string, string> }[]): number {
  const [first, ...others] = all;
  for (const { name, answers } of others) {
    for (const [key, answer] of answers) {
      const expected = first!.answers.get(key);
      if (expected === undefined || expected === answer) continue;
      throw new Error(`${name} and ${first!.name} answer differently to ${key}\n${answer}\n${expected}`);
    }
  }
  return first?.answers.size ?? 0;
}
