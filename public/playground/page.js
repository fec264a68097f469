/* GraphiQL from our own files. In demo mode the page offers the demo accounts and signs requests for the one chosen. */
const select = document.querySelector('#act-as select');
const notice = document.getElementById('notice');
/** The name and token of each demo account, by its id; none outside demo mode. */
const accounts = new Map();

/** Says what went wrong above the editors, and answers the same for the place of the result; '' takes it away. */
function say(message) {
  notice.textContent = message;
  notice.hidden = message === '';
  return { errors: [{ message }] };
}

/** Signs for the account that is chosen now; a header typed in the editor goes before it. */
async function fetcher(params, options) {
  const listens = isSubscription(options?.documentAST, params.operationName);
  const headers = new Headers({ 'content-type': 'application/json' });
  if (listens) headers.set('accept', EVENT_TYPE);
  const chosen = accounts.get(select.value);
  // The schema is everybody's: a token that is refused must not take the documentation away.
  if (chosen && params.operationName !== 'IntrospectionQuery') headers.set('authorization', `Bearer ${chosen.token}`);
  const typed = new Headers(options?.headers);
  for (const [name, value] of typed) headers.set(name, value);

  const stop = new AbortController();
  let response;
  try {
    const body = JSON.stringify(params);
    response = await fetch('/graphql', { method: 'POST', headers, body, signal: stop.signal });
  } catch {
    return say('The service does not answer. Is it still running? Run this again when it is.');
  }
  const type = response.headers.get('content-type') ?? '';
  if (listens && type.startsWith(EVENT_TYPE)) {
    say('');
    return eventsOf(response.body, stop);
  }
  if (!type.includes('json')) {
    return say(`Not the service but something before it answered: ${response.status} ${response.statusText}.`);
  }
  if (response.status !== 401) say('');
  else if (typed.has('authorization')) {
    say('The token under “Headers” is refused: unknown, wrong, expired or revoked. Correct it, or take it out.');
  } else if (chosen) {
    say(
      `The token of ${chosen.name} is refused: it has expired, or was revoked. Act as another account; or reload the page, if the demo was filled anew.`,
    );
  } else say('Nobody is signed in, and this needs an account.');
  return response.json();
}

const EVENT_TYPE = 'text/event-stream';

/** Whether the operation that is run is a subscription; without a name it is the only one. */
function isSubscription(document, name) {
  const operations = document?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  return operations.find((each) => !name || each.name?.value === name)?.operation === 'subscription';
}

/**
 * The events of a stream for GraphiQL, which shows each as it comes. It stops by `return`, also while it waits for the
 * next one: a generator's own would only be done once that has come.
 */
function eventsOf(body, stop) {
  const events = readEvents(body, stop.signal);
  const iterator = {
    next: () => events.next(),
    async return() {
      stop.abort();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Reads a stream of GraphQL over Server-Sent Events until it is complete, or says that it was cut. */
async function* readEvents(body, signal) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2)));
        if (fields.event === 'next') yield JSON.parse(fields.data);
        if (fields.event === 'complete') return;
      }
    }
  } catch (error) {
    if (!signal.aborted && error instanceof SyntaxError) throw error;
  }
  if (!signal.aborted)
    say('The stream was cut: the service stopped, or the connection broke. Run this again to go on.');
}

/** Fills the list of accounts, and chooses the one that was chosen before the page was loaded again. */
function offer(demo) {
  const remembered = localStorage.getItem('act-as');
  select.append(new Option('nobody (anonymous)', ''));
  for (const { id, name, kind, roles, token } of demo) {
    accounts.set(id, { name, token });
    const label = `${name} (${[kind, ...roles].join(', ').toLowerCase()})`;
    select.append(new Option(label, id, false, id === remembered));
  }
  select.addEventListener('change', () => {
    localStorage.setItem('act-as', select.value);
    say('');
  });
}

(async () => {
  const demo = await (await fetch('/page/demo-accounts.json')).json();
  const examples = (await (await fetch('/page/examples.graphql')).text()).split('\n\n');
  document.getElementById(demo.length > 0 ? 'act-as' : 'sign').hidden = false;
  offer(demo);
  const page = React.createElement(GraphiQL, {
    fetcher,
    // Most examples are about the demo accounts' images.
    defaultTabs: (demo.length > 0 ? examples : examples.slice(0, 2)).map((query) => ({ query })),
    defaultEditorToolsVisibility: demo.length > 0 ? false : 'headers',
    // A token that is typed stays out of the browser's storage.
    shouldPersistHeaders: false,
    onTogglePluginVisibility: (plugin) => localStorage.setItem('beside', plugin?.title ?? ''),
  });
  const root = ReactDOM.createRoot(document.getElementById('graphiql'));
  ReactDOM.flushSync(() => root.render(page));

  // The documentation stands beside the editors, where there is room and until it is closed. GraphiQL's own option for
  // that marks it as open and leaves it hidden.
  const roomy = matchMedia('(min-width: 1100px)').matches;
  const beside = localStorage.getItem('beside') ?? (roomy ? 'Documentation Explorer' : '');
  if (beside !== '') document.querySelector(`[aria-label="Show ${beside}"]`).click();
})();
