-- What "discard all" does but for plans, which are nobody's, and for what the driver prepared, which it goes on using. In
-- one statement, since each more of the extended protocol costs as much again.
do $reset$
declare
    planted pg_catalog.text;
begin
    set session authorization default;
    reset all;
    execute 'close all'; -- By itself it would be plpgsql's own.
    unlisten *;
    perform pg_catalog.pg_advisory_unlock_all();
    discard sequences;
    discard temp;
    for planted in select p.name from pg_catalog.pg_prepared_statements as p where p.from_sql loop
        execute pg_catalog.format('deallocate %I', planted);
    end loop;
end
$reset$
