-- The tenants of the catalogue, for a service that asks the registry which there are.
select ringfence.register_tenant(t.id::text, t.name) from tenants as t;
