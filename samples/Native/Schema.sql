create table notes (
    id bigint generated always as identity primary key,
    tenant_id uuid not null,
    text text not null
);
