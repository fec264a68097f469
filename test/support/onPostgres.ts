/** Makes the worlds of this Jest project open on PostgreSQL. */
process.env['TEST_DATABASE'] = 'postgres';
