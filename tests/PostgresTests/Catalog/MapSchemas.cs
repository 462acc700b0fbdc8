namespace PostgresTests.Catalog;

/// <summary>The schemas that maps are tested by; many of them are nearly something else.</summary>
internal static class MapSchemas
{
    public static readonly MapSchema[] All =
    [
        new(
            "plain keys to the root, and a path of two",
            """
            create table tenants (id uuid primary key, name text unique);
            create table users (id uuid primary key, tenant_id uuid not null references tenants, email text);
            create table projects (id uuid primary key, tenant_id uuid not null references tenants);
            create table tasks (id uuid primary key, project_id uuid not null references projects);
            create table comments (id uuid primary key, task_id uuid not null references tasks);
            create table countries (code text primary key, name text not null)
            """,
            "public.tenants",
            """
            comments reached tasks projects
            countries shared
            projects tenant tenant_id
            tasks reached projects
            tenants root id
            users tenant tenant_id
            """
        ),
        new(
            "columns named in several ways",
            """
            create table "Organizations" ("Id" bigint primary key, slug text unique);
            create table a (id int primary key, "OrgId" bigint not null references "Organizations");
            create table b (id int primary key, org_id bigint not null);
            create table c (id int primary key, "organizationId" integer not null);
            create table d (id int primary key, tenant_id bigint);
            create table e (id int primary key, organization_uuid uuid);
            create table f (id int primary key, organization text)
            """,
            "public.Organizations",
            """
            Organizations root Id
            a tenant OrgId
            b tenant org_id
            c tenant organizationId
            d tenant tenant_id
            e unclassified
            f unclassified
            """
        ),
        new(
            "keys to the root that tell of another tenant",
            """
            create table accounts (id uuid primary key, parent_id uuid references accounts, slug text unique);
            create table users (id uuid primary key, account_id uuid not null references accounts);
            create table invites (
                id uuid primary key,
                account_id uuid not null references accounts,
                invited_by_account_id uuid not null references accounts
            );
            create table transfers (
                id uuid primary key,
                from_account_id uuid not null references accounts,
                to_account_id uuid not null references accounts
            );
            create table referrals (id uuid primary key, referred_by uuid not null references accounts);
            create table clicks (id uuid primary key, user_id uuid not null references users, partner uuid references accounts);
            create table profiles (id uuid primary key references accounts, bio text)
            """,
            "public.accounts",
            """
            accounts root id
            clicks reached users
            invites tenant account_id
            profiles tenant id
            referrals unclassified
            transfers unclassified
            users tenant account_id
            """
        ),
        new(
            "two columns that may both be it",
            """
            create table tenants (id uuid primary key, name text unique);
            create table a (id int primary key, tenant_id uuid not null references tenants);
            create table b (
                id int primary key,
                tenant_id uuid not null references tenants,
                tenant_uuid uuid not null references tenants
            );
            create table c (id int primary key, owner uuid not null references tenants, user_of uuid references tenants)
            """,
            "public.tenants",
            """
            a tenant tenant_id
            b unclassified
            c unclassified
            tenants root id
            """
        ),
        new(
            "keys that carry the tenant",
            """
            create table workspaces (id bigint primary key, handle text unique);
            create table boards (
                workspace_id bigint not null references workspaces,
                id bigint not null,
                primary key (workspace_id, id)
            );
            create table cards (
                ws bigint not null,
                board bigint not null,
                id bigint primary key,
                foreign key (ws, board) references boards,
                unique (ws, id)
            );
            create table checks (
                place int primary key, w bigint, card bigint, foreign key (w, card) references cards (ws, id)
            )
            """,
            "public.workspaces",
            """
            boards tenant workspace_id
            cards tenant ws
            checks tenant w
            workspaces root id
            """
        ),
        new(
            "several ways, with nulls and who did it last",
            """
            create table companies (id int primary key, domain text unique);
            create table people (id int primary key, company_id int not null references companies);
            create table sites (id int primary key, company_id int not null references companies);
            create table visits (
                id int primary key,
                created_by int not null references people,
                site_id int not null references sites,
                guide_id int references people
            );
            create table drafts (id int primary key, site_id int references sites);
            create table notes (id int primary key, draft_id int not null references drafts)
            """,
            "public.companies",
            """
            companies root id
            drafts unclassified
            notes unclassified
            people tenant company_id
            sites tenant company_id
            visits reached sites | people | people?
            """
        ),
        new(
            "partitions, inheritance, and a column of the root's name that refers to something else",
            """
            create table accounts (id bigint primary key, code text unique);
            create table ledgers (id bigint primary key, account_id bigint not null references accounts);
            create table ledger_accounts (id bigint primary key, ledger_id bigint not null references ledgers);
            create table bookings (
                id bigint primary key, account_id bigint not null references ledger_accounts
            );
            create table events (account_id bigint not null, at date not null) partition by range (at);
            create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01')
                partition by list (account_id);
            create table events_2026_1 partition of events_2026 for values in (1);
            create table base (account_id bigint not null references accounts);
            create table derived (more int) inherits (base)
            """,
            "public.accounts",
            """
            accounts root id
            base tenant account_id
            bookings reached ledger_accounts ledgers
            derived tenant account_id of base
            events tenant account_id
            events_2026 tenant account_id of events
            events_2026_1 tenant account_id of events_2026
            ledger_accounts reached ledgers
            ledgers tenant account_id
            """
        ),
        new(
            "nearly lookups",
            """
            create table tenants (id uuid primary key, name text unique);
            create table memberships (tenant_id uuid not null references tenants, user_id uuid not null);
            create table users (id uuid primary key, email text unique, password text);
            alter table memberships add foreign key (user_id) references users;
            create table plans (code text primary key, name text, description text);
            create table features (id int primary key, key text unique);
            create table plan_features (
                plan_code text not null references plans, feature_id int not null references features,
                primary key (plan_code, feature_id)
            );
            create table statuses (id int primary key, code text unique, label text);
            create table orders (
                id uuid primary key, tenant_id uuid not null references tenants, status_id int references statuses
            );
            create table tokens (id int primary key, name text unique, token text);
            create table "__EFMigrationsHistory" ("MigrationId" text primary key, "ProductVersion" text);
            create table schema_migrations (version text primary key);
            create table currencies (code text primary key, owner_note text)
            """,
            "public.tenants",
            """
            __EFMigrationsHistory shared
            currencies unclassified
            features shared
            memberships tenant tenant_id
            orders tenant tenant_id
            plan_features shared
            plans shared
            schema_migrations shared
            statuses shared
            tenants root id
            tokens unclassified
            users unclassified
            """
        ),
        new(
            "no root, but a column that says it",
            """
            create table invoices (id int primary key, tenant_id text not null);
            create table lines (id int primary key, invoice_id int not null references invoices);
            create table payments (id int primary key, "tenantId" varchar(40) not null);
            create table other (id int primary key, text text)
            """,
            "",
            """
            invoices tenant tenant_id
            lines reached invoices
            other unclassified
            payments tenant tenantId
            """
        ),
        new(
            "neither root nor column",
            """
            create table authors (id int primary key, name text);
            create table books (id int primary key, author_id int not null references authors);
            create table loans (id int primary key, tenant_id int, book_id int references books)
            """,
            "",
            """
            authors unclassified
            books unclassified
            loans unclassified
            """
        ),
        new(
            "workspaces of organizations: the upper one is the root",
            """
            create table organizations (id uuid primary key, slug text unique);
            create table workspaces (id uuid primary key, organization_id uuid not null references organizations);
            create table pages (id uuid primary key, workspace_id uuid not null references workspaces);
            create table blocks (id uuid primary key, page_id uuid not null references pages);
            create table members (id uuid primary key, organization_id uuid not null references organizations)
            """,
            "public.organizations",
            """
            blocks reached pages workspaces
            members tenant organization_id
            organizations root id
            pages reached workspaces
            workspaces tenant organization_id
            """
        ),
        new(
            "two roots as good as each other",
            """
            create table accounts (id int primary key, name text unique);
            create table companies (id int primary key, name text unique);
            create table a (id int primary key, account_id int not null references accounts);
            create table b (id int primary key, company_id int not null references companies)
            """,
            "",
            """
            a unclassified
            accounts unclassified
            b unclassified
            companies unclassified
            """
        ),
        new(
            "views, materialized views, foreign tables and tables of extensions",
            """
            create table tenants (id uuid primary key, name text unique);
            create table notes (id int primary key, tenant_id uuid not null references tenants);
            create view seen as select n.id from notes as n;
            create view twice as select s.id from seen as s;
            create materialized view kept as select count(*) from notes;
            create foreign data wrapper w;
            create server s foreign data wrapper w;
            create foreign table far (tenant_id uuid) server s;
            create table owned (id int);
            alter extension plpgsql add table owned
            """,
            "public.tenants",
            """
            notes tenant tenant_id
            tenants root id
            far Foreign
            kept MaterializedView notes
            seen View notes
            twice View notes
            """
        ),
    ];
}
