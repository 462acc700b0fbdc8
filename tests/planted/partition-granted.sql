-- finds: RF206 table public.calls_2026
create table calls (
    tenant_id uuid not null references tenants (id),
    at date not null,
    primary key (tenant_id, at)
) partition by range (at);
create table calls_2026 partition of calls for values from ('2026-01-01') to ('2027-01-01');
-- ringfence protect calls
alter table calls_2026 disable row level security;
grant select on calls_2026 to ringfence_app;
