-- finds: RF208 foreign table public.api_archive
reset role;
create foreign data wrapper archive;
create server archive foreign data wrapper archive;
create foreign table api_archive (tenant_id uuid not null, id uuid not null) server archive;
alter foreign table api_archive owner to ringfence_owner;
grant select on api_archive to ringfence_app;
