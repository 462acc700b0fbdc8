-- Three tenants and their APIs. The host of an API says whose it is, so that a row betrays its tenant.
insert into tenants (id, name)
values
    ('11111111-1111-4111-8111-111111111111', 'red'),
    ('22222222-2222-4222-8222-222222222222', 'blue'),
    ('33333333-3333-4333-8333-333333333333', 'green');

insert into apis (tenant_id, id, name, host)
select
    t.id,
    (left(t.id::text, 8) || '-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    (array['payments', 'orders', 'search', 'mail', 'billing', 'stock', 'maps', 'login'])[1 + n % 8] || '-' || n,
    (array['payments', 'orders', 'search', 'mail', 'billing', 'stock', 'maps', 'login'])[1 + n % 8] || '-' || n
        || '.' || t.name || '.example'
from (values ('red', 12), ('blue', 20), ('green', 8)) as size (name, apis)
join tenants as t on t.name = size.name
cross join lateral generate_series(1, size.apis) as n;

insert into api_versions (tenant_id, api_id, label)
select a.tenant_id, a.id, v.label
from apis as a
cross join (values ('v1'), ('v2')) as v (label);

insert into api_operations (tenant_id, version_id, method, path)
select v.tenant_id, v.id, o.method, o.path
from api_versions as v
cross join (values ('GET', '/items'), ('POST', '/items'), ('DELETE', '/items/{id}')) as o (method, path);

analyze tenants, apis, api_versions, api_operations;
