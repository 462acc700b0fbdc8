-- finds: RF205 table public.inbox
-- unclassified: public.inbox
create table inbox (id uuid primary key, message text not null, received timestamptz not null);
grant select on inbox to ringfence_app;
