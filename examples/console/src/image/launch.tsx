import { useState, type FormEvent } from 'react';
import { useQuery } from 'urql';
import { Dialog } from '../dialog';
import {
  InstanceTypesDocument,
  LaunchInstancesDocument,
  LaunchQuoteDocument,
  type ImagePageFragment,
  type LaunchInstancesMutation,
} from '../generated/operations';
import { ProblemBox } from '../problem';
import { Refusal } from '../refusal';
import { useSession } from '../session/session';
import { INSTANCE_STATES, price } from '../words';
import { useWrite } from '../write';
import { Outcome } from './outcome';
import { Quote } from './quote';

interface Props {
  image: ImagePageFragment;
  onClose: () => void;
}

/** Launches instances; what they cost, and what there is to know of the image, is said before. */
export function LaunchDialog({ image, onClose }: Props) {
  const { api } = useSession();
  const [{ data, error }, ask] = useQuery({ query: InstanceTypesDocument });
  const [type, setType] = useState('');
  const [count, setCount] = useState(1);
  const [name, setName] = useState(image.name);
  const { send, again, running, answer, problem } = useWrite(LaunchInstancesDocument);
  const result = answer?.launchInstances;
  const types = data?.instanceTypes.filter(({ architectures }) => architectures.includes(image.architecture)) ?? [];
  const instanceType = type === '' ? (types[0]?.id ?? '') : type;
  const order = { imageId: image.id, instanceType, count };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void send({ ...order, name });
  };
  return (
    <Dialog title={`Launch ${image.name}`} onClose={onClose}>
      {image.warnings.map(({ code, message }) => (
        <p className="box warning" key={code}>
          {message}
        </p>
      ))}
      {error && <ProblemBox error={error} api={api} onAgain={() => ask({ requestPolicy: 'network-only' })} />}
      <form onSubmit={onSubmit}>
        <div className="fields">
          <label>
            Instance type
            <select value={instanceType} onChange={(event) => setType(event.target.value)}>
              {types.map(({ id, cpus, memoryGb }) => (
                <option key={id} value={id}>
                  {id} ({cpus} CPU, {memoryGb} GB)
                </option>
              ))}
            </select>
          </label>
          <label>
            How many
            <input
              type="number"
              required
              min={1}
              max={100}
              value={count}
              onChange={(event) => setCount(event.target.valueAsNumber)}
            />
          </label>
          <label>
            Name of each
            <input maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
          </label>
        </div>
        {data && types.length === 0 && <p className="hint">No instance type runs an image for this architecture.</p>}
        {instanceType !== '' && <QuoteFor {...order} />}
        <Outcome answer={result} problem={problem} onAgain={again}>
          {result?.__typename === 'LaunchInstancesPayload' && <Launched launch={result} />}
        </Outcome>
        <p className="buttons">
          <button type="submit" className="primary" disabled={running || instanceType === ''}>
            Launch
          </button>
          <span className="hint">In {image.region.name}. This does not count to the day’s operations.</span>
        </p>
      </form>
    </Dialog>
  );
}

/** The quote, or the refusal that the launch itself would get. */
function QuoteFor(input: { imageId: string; instanceType: string; count: number }) {
  const { api } = useSession();
  const sensible = Number.isInteger(input.count) && input.count >= 1 && input.count <= 100;
  const [{ data, error }, ask] = useQuery({
    query: LaunchQuoteDocument,
    variables: { input },
    pause: !sensible,
    requestPolicy: 'cache-and-network',
  });
  return (
    <div role="status">
      {!sensible && <p className="hint">From 1 to 100 at once.</p>}
      {error && <ProblemBox error={error} api={api} onAgain={() => ask({ requestPolicy: 'network-only' })} />}
      {sensible && data?.launchQuote.__typename === 'LaunchQuote' && <Quote quote={data.launchQuote} />}
      {sensible && data?.launchQuote.__typename === 'Denied' && <Refusal denied={data.launchQuote} />}
    </div>
  );
}

type Launch = Extract<LaunchInstancesMutation['launchInstances'], { __typename: 'LaunchInstancesPayload' }>;

function Launched({ launch }: { launch: Launch }) {
  return (
    <div className="box done">
      <p>Launched, for {price(launch.quote.hourlyTotal)} per hour all together:</p>
      <ul>
        {launch.instances.map(({ id, name, state, quote }) => (
          <li key={id}>
            {name} <code>{id}</code> {INSTANCE_STATES[state]}, {price(quote.hourlyTotal)} per hour
          </li>
        ))}
      </ul>
    </div>
  );
}
