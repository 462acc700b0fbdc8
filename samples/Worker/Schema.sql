-- Invoices, and what is done with them while nobody asks. Tenant tables, whose keys carry the tenant, and one shared one.
create table tenants (
    id uuid primary key,
    name text not null,
    is_active boolean not null default true
);

create table invoices (
    tenant_id uuid not null references tenants (id),
    id uuid not null default gen_random_uuid(),
    total integer not null check (total > 0),
    due date not null,
    is_overdue boolean not null default false,
    primary key (tenant_id, id)
);

-- What the nightly run writes.
create table invoice_totals (
    tenant_id uuid not null,
    day date not null,
    total bigint not null,
    primary key (tenant_id, day)
);

-- What the consumer of the channel writes.
create table reminders (
    tenant_id uuid not null,
    invoice_id uuid not null,
    primary key (tenant_id, invoice_id),
    foreign key (tenant_id, invoice_id) references invoices (tenant_id, id)
);

-- Messages to send: written in the transaction of the change that they tell of.
create table outbox (
    tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    queue text not null,
    body text not null,
    added timestamptz not null default now(),
    sent timestamptz,
    primary key (tenant_id, id)
);

create index outbox_unsent on outbox (tenant_id, added) where sent is null;

-- What the consumer of the messages writes. The key makes it idempotent.
create table notices (
    tenant_id uuid not null,
    message_id uuid not null,
    body text not null,
    primary key (tenant_id, message_id)
);

-- A shared table belongs to nobody: every tenant reads it, none writes it.
grant select on table tenants to ringfence_app;
