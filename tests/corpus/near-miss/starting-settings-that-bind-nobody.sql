reset role;
alter role ringfence_app set "ringfence.tenant" = '';
alter role ringfence_app set "app.region" = 'eu';
alter role ringfence_app set session_replication_role = 'origin';
alter role ringfence_app set search_path = pg_catalog, public;
-- finds: nothing
