-- The staff of three tenants: 1 is red, 2 is blue, 3 is green, as the addresses say.
insert into employees (tenant_id, name, email, salary)
select
    size.tenant_id,
    first.name || ' ' || last.name,
    lower(first.name || '.' || last.name) || '.' || n || '@' || size.name || '.example',
    30000 + n * 7919 % 40000
from (values (1, 'red', 25), (2, 'blue', 40), (3, 'green', 15)) as size (tenant_id, name, employees)
cross join lateral generate_series(1, size.employees) as n
cross join lateral (
    select (array['Ada', 'Alan', 'Barbara', 'Edgar', 'Grace', 'Jim', 'Michael'])[1 + n % 7] as name
) as first
cross join lateral (
    select (array['Bird', 'Cole', 'Dean', 'Field', 'Grove'])[1 + n % 5] as name
) as last;

analyze employees;
