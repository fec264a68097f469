import type { LaunchQuoteQuery } from '../generated/operations';
import { price } from '../words';

type LaunchQuote = Extract<LaunchQuoteQuery['launchQuote'], { __typename: 'LaunchQuote' }>;

const KINDS = { INSTANCE: 'Instances', IMAGE: 'Image' };

/** What a launch would cost per hour, line by line, each with its reason. */
export function Quote({ quote }: { quote: LaunchQuote }) {
  return (
    <table className="quote">
      <caption>Per hour</caption>
      <thead>
        <tr>
          <th scope="col">For</th>
          <th scope="col">Each</th>
          <th scope="col">How many</th>
          <th scope="col">Together</th>
        </tr>
      </thead>
      <tbody>
        {quote.lines.map(({ kind, description, hourlyUnit, count, hourlyTotal }) => (
          <tr key={kind}>
            <th scope="row">
              {KINDS[kind]}
              <small>{description}</small>
            </th>
            <td>{price(hourlyUnit)}</td>
            <td>{count}</td>
            <td>{price(hourlyTotal)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={3}>
            Total
          </th>
          <td>{price(quote.hourlyTotal)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
