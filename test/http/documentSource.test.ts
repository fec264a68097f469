import { getLocation, Source } from 'graphql';
import { DocumentSource } from '../../src/server/documents/documentSource';
import { Random } from '../fuzz/random';

test('a position has the line and the column that graphql-js counts, whatever ends the lines', () => {
  const random = new Random(7);
  const pieces = ['\n', '\r', '\r\n', '\n\n', '{', 'a ', 'name', '#x'];
  for (let round = 0; round < 500; round += 1) {
    const text = Array.from({ length: random.below(40) + 1 }, () => random.one(pieces)).join('');
    const [ours, theirs] = [new DocumentSource(text), new Source(text)];
    for (let position = 0; position <= text.length; position += 1) {
      // No token starts within a line break.
      if (text.slice(position - 1, position + 1) === '\r\n') continue;
      expect([text, position, ours.locate(position)]).toEqual([text, position, getLocation(theirs, position)]);
    }
  }
});

test('a document keeps its lines and drops its text', () => {
  const source = new DocumentSource('\n\n{\n  viewer { id }\n}');
  expect(source.body).not.toBe('');
  const [operation] = source.document.definitions;
  expect(source.body).toBe('');
  expect(source.lines).toBe(5);
  expect(source.locate(operation!.loc!.start)).toEqual({ line: 3, column: 1 });
  expect(source.document).toBe(source.document);
});
