/**
 * Loads graphql's `instanceOf` as it is in production. Its other form examines every object of another class for a
 * second copy of the package, which takes 20 % of the CPU of the tests of random documents and of isolation.
 */
const mode = process.env['NODE_ENV'];
process.env['NODE_ENV'] = 'production';
// eslint-disable-next-line @typescript-eslint/no-require-imports -- while the variable is set
require('graphql/jsutils/instanceOf');
process.env['NODE_ENV'] = mode;
