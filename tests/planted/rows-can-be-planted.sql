-- finds: RF314 policy members on public.apis
-- shared: public.members
create table members (login name not null, tenant uuid not null references tenants (id), primary key (login, tenant));
grant select, insert on members to ringfence_app;
create policy members on apis as restrictive to ringfence_app
    using (exists (select from members as m where m.tenant = apis.tenant_id));
