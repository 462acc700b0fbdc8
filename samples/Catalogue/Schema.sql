-- The API catalogue: tenant tables, whose keys carry the tenant, and one shared table.
create table tenants (
    id uuid primary key,
    name text not null
);

create table apis (
    tenant_id uuid not null references tenants (id),
    id uuid not null default gen_random_uuid(),
    name text not null,
    host text not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

create table api_versions (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    api_id uuid not null,
    label text not null,
    primary key (tenant_id, id),
    unique (tenant_id, api_id, label),
    foreign key (tenant_id, api_id) references apis (tenant_id, id) on delete cascade
);

create table api_operations (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    version_id uuid not null,
    method text not null,
    path text not null,
    primary key (tenant_id, id),
    unique (tenant_id, version_id, method, path),
    foreign key (tenant_id, version_id) references api_versions (tenant_id, id) on delete cascade
);

-- A shared table belongs to nobody: every tenant reads it, none writes it.
grant select on table tenants to ringfence_app;
