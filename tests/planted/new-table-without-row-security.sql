-- finds: RF201 table public.api_notes
create table api_notes (
    tenant_id uuid not null references tenants (id),
    id uuid not null default gen_random_uuid(),
    note text not null,
    primary key (tenant_id, id)
);
grant select, insert on api_notes to ringfence_app;
