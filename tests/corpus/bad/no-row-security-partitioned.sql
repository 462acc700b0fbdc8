create table orders (tenant_id uuid not null, at date not null, primary key (tenant_id, at)) partition by range (at);
grant select on orders to ringfence_app;
-- finds: RF201 table public.orders
