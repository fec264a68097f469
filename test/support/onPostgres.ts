/** Worlds of this project are opened on PostgreSQL. */
process.env['TEST_DATABASE'] = 'postgres';
