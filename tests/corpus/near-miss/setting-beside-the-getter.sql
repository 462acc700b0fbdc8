create table orders (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    primary key (tenant_id, id)
);
-- ringfence protect orders
create policy of_region on orders as restrictive to ringfence_app
    using ((select current_setting('app.region', true)) is distinct from 'none');
-- finds: nothing
