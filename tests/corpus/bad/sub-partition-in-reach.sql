create table events (tenant_id uuid not null, at date not null, primary key (tenant_id, at)) partition by range (at);
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01') partition by range (at);
create table events_2026_01 partition of events_2026 for values from ('2026-01-01') to ('2026-02-01');
-- ringfence protect events
alter table events_2026_01 disable row level security;
grant insert on events_2026_01 to ringfence_app;
-- finds: RF206 table public.events_2026_01
