-- finds: RF806 table public.api_notes
create table api_notes (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    api_id uuid not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, api_id) references apis (tenant_id, id) on delete cascade
);
-- ringfence protect api_notes
