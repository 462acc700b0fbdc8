using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Ringfence;
using Ringfence.EntityFrameworkCore;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>What the databases of these tests are made of: EF Core's own script, red's rows and, but for plain EF Core, blue's.</summary>
internal sealed class Rows
{
    public const string Tenant = "TenantId";

    public static readonly TenantId Red = Shop.Red;
    public static readonly TenantId Blue = Shop.Blue;

    private readonly string _reset;
    private readonly string _read;

    private Rows(string script, ImmutableArray<string> tables, bool isPlain)
    {
        Tables = tables;
        var columns = tables.Select(table =>
            $"alter table {table} add column if not exists \"{Tenant}\" uuid not null"
        );
        var defaults = tables.Select(table =>
            $"alter table {table} alter column \"{Tenant}\" set default '{Red.Value}'"
        );
        Schema = string.Join(";\n", [script, .. columns, .. isPlain ? defaults : [], Routines]);
        _reset = string.Join(
            ";\n",
            [
                "begin",
                "set local session_replication_role = replica",
                .. tables.Select(table => $"delete from {table}"),
                Seed.Of(Red, first: 0, suffix: ""),
                .. isPlain ? (string[])[] : [Seed.Of(Blue, first: 1000, suffix: " of blue")],
                "select setval(format('%I.%I', s.schemaname, s.sequencename), 5000, false) from pg_sequences as s"
                    + " where s.schemaname = 'public'",
                "commit",
            ]
        );
        _read = string.Join(
            "\nunion all ",
            [
                .. tables.Select(table =>
                    $"select r.\"{Tenant}\"::text, format('{table} %s', to_jsonb(r) - '{Tenant}') from {table} as r"
                ),
                "select '', format('%s %s', s.sequencename, s.last_value) from pg_sequences as s where s.schemaname = 'public'",
            ]
        );
    }

    public string Schema { get; }

    public ImmutableArray<string> Tables { get; }

    /// <summary>Before the first behaviour.</summary>
    public Contents? First { get; private set; }

    private static string Routines =>
        $"""
            create view book_line with (security_invoker) as
                select b."Title", a."Name" as "Author" from book as b join author as a on a."Id" = b."AuthorId";
            create procedure entry_insert(a_text text, an_amount integer, inout an_id integer) language plpgsql as $$
                begin
                    insert into entry ("Text", "Amount") values (a_text, an_amount) returning "Id" into an_id;
                end $$;
            create procedure entry_update(an_id integer, a_text text, an_amount integer, inout changed integer)
                language plpgsql as $$
                begin
                    update entry set "Text" = a_text, "Amount" = an_amount where "Id" = an_id;
                    get diagnostics changed = row_count;
                end $$;
            create procedure entry_delete(an_id integer) language sql as 'delete from entry where "Id" = an_id';
            create function doubled(number integer) returns integer language sql return 2 * number;
            create function pages_of(an_author integer) returns integer language sql
                return (select coalesce(sum(b."Pages"), 0)::integer from book as b where b."AuthorId" = an_author);
            create function titles_above(pages integer) returns table ("Title" text) language sql
                as 'select b."Title" from book as b where b."Pages" > pages';
            grant select, insert, update, delete on all tables in schema public to ringfence_app;
            grant usage, select, update on all sequences in schema public to ringfence_app;
            grant execute on all routines in schema public to public;
            """;

    public static Rows Of(Variant variant)
    {
        var builder = new DbContextOptionsBuilder<Store>().OfMany().UseNpgsql("Host=nowhere");
        if (variant == Variant.Declared)
        {
            builder.UseRingfenceMigrations(ownership => Side.Own(ownership, variant));
            Side.Declare(builder, variant);
        }

        using var store = new Store(builder.Options);
        var tables = store.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables;
        return new(
            store.Database.GenerateCreateScript(),
            [.. tables.Select(table => table.Name).Order(StringComparer.Ordinal)],
            variant == Variant.Plain
        );
    }

    public async Task ResetAsync(NpgsqlDataSource superuser)
    {
        await using (var command = superuser.CreateCommand(_reset))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        First ??= await ReadAsync(superuser);
    }

    public async Task<Contents> ReadAsync(NpgsqlDataSource superuser)
    {
        var red = new List<string>();
        var blue = new List<string>();
        var sequences = new List<string>();
        await using var command = superuser.CreateCommand(_read);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var whose = reader.GetString(0);
            var rows =
                whose == Red.Value ? red
                : whose.Length == 0 ? sequences
                : blue;
            rows.Add(Shown.Stable(reader.GetString(1)));
        }

        return new(
            this,
            [.. red.Order(StringComparer.Ordinal)],
            [.. blue.Order(StringComparer.Ordinal)],
            [.. sequences]
        );
    }

    /// <summary>All rows of all tables, as text.</summary>
    internal sealed record Contents(
        Rows Rows,
        ImmutableArray<string> Red,
        ImmutableArray<string> Blue,
        ImmutableArray<string> Sequences
    )
    {
        public bool IsFirst =>
            Red.SequenceEqual(Rows.First!.Red)
            && Blue.SequenceEqual(Rows.First!.Blue)
            && Sequences.SequenceEqual(Rows.First!.Sequences);
    }
}
