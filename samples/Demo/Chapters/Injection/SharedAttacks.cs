using System.Collections.Immutable;
using Demo.Walk;
using static Demo.Walk.Expectation;

namespace Demo.Chapters.Injection;

/// <summary>Attacks that no binding has to do with: roles, grants and forced policies stop them.</summary>
internal static class SharedAttacks
{
    private const string Spy = """
        x'; create function pg_temp.spy(t text) returns boolean language plpgsql cost 0.0001 as $f$ begin
        if t like '%blue.example' then raise exception 'saw %', t; end if; return true; end $f$;
        {read} where pg_temp.spy({owner}) --
        """;

    /// <summary>Reading around the policy.</summary>
    public static ImmutableArray<Attack> Reading(Expectation own) =>
        [
            new("everything: always true", "x' or true --", own),
            new("everything: union", "x' union all {read} --", own),
            new("blue by name", "x' or tenant_id = '{blue}' --", NoRows),
            new("a function that sees rows before the policy does", Spy, Refused()),
            new("policies off, for the session", "x'; set row_security = off; {read} --", Refused()),
            new(
                "the planner's statistics",
                "x' union all select s.attname, s.histogram_bounds::text from pg_stats as s where s.tablename = '{table}' --",
                NoRows
            ),
        ];

    /// <summary>Becoming somebody else, or doing what only the owner may.</summary>
    public static ImmutableArray<Attack> Powers { get; } =
    [
        new("the admin role", "x'; set role ringfence_admin; {read} --", Refused()),
        new("the owner", "x'; set role ringfence_owner; {read} --", Refused()),
        new("the superuser", "x'; set session authorization postgres; {read} --", Refused("42501")),
        new("row security off", "x'; alter table {table} disable row level security --", Refused()),
        new("no policy", "x'; drop policy ringfence_tenant on {table} --", Refused()),
        new("truncate, which no policy stops", "x'; truncate {table} cascade --", Refused()),
        new(
            "a trigger that copies rows",
            "x'; create trigger spy before insert on {table} for each row execute function suppress_redundant_updates_trigger() --",
            Refused()
        ),
        new(
            "a function for others to call",
            "x'; create function public.lower(text) returns text language sql as 'select $1' --",
            Refused()
        ),
        new("a program", "x'; copy {table} to program 'id' --", Refused()),
        new("a file, as a large object", "x'; select lo_import('PG_VERSION')::text, '' --", Refused()),
        new("the server's files", "x'; select pg_read_file('pg_hba.conf'), '' --", Refused()),
        new("own rows, given to blue", "x'; update {table} set tenant_id = '{blue}' --", Refused()),
        new(
            "blue's rows, deleted",
            "x'; delete from {table} where tenant_id = '{blue}' returning 'blue.example', '' --",
            NoRows
        ),
    ];
}
