create table events (tenant_id uuid not null, at date not null, primary key (tenant_id, at)) partition by range (at);
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
-- ringfence protect events
grant select on events_2026 to ringfence_app;
-- finds: nothing
