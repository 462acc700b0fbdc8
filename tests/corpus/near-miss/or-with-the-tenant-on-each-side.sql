create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    is_draft boolean not null,
    primary key (tenant_id, id)
);
alter table orders enable row level security, force row level security;
create policy fence on orders for select to ringfence_app
    using (
        (tenant_id = (select ringfence.tenant()) and is_draft)
        or (tenant_id = (select ringfence.tenant()) and not is_draft)
    );
grant select on orders to ringfence_app;
-- finds: nothing
