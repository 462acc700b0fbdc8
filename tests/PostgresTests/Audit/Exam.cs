using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Ringfence.Audit;
using Ringfence.Audit.Baselines;
using Ringfence.Audit.Data;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog;
using Ringfence.Catalog.Manifests;
using Ringfence.Catalog.Maps;
using Ringfence.Catalog.Replication;
using Ringfence.Catalog.Server;
using Ringfence.Catalog.Tables;

namespace PostgresTests.Audit;

/// <summary>
/// A schema and, in its comments, what an audit of it finds. tests/corpus/README.md tells the comments.
/// </summary>
internal sealed partial class Exam
{
    private const int NewestMinor = 99;

    private static readonly DateOnly Day = new(2026, 11, 22);

    private readonly string _text;

    public Exam(string text)
    {
        _text = text;
        Sql = Protect.Replace(text, match => Protection(match.Groups["table"].Value));
        Expected = [.. Said("finds").Order(StringComparer.Ordinal)];
        Undecided = [.. Said("undecided").Order(StringComparer.Ordinal)];
        Unseen = [.. Said("unseen").Order(StringComparer.Ordinal)];
        Unclassified = [.. Said("unclassified").Order(StringComparer.Ordinal)];
    }

    public string Sql { get; }

    public ImmutableArray<string> Expected { get; }

    public ImmutableArray<string> Undecided { get; }

    /// <summary>What the audit says it did not see, without why.</summary>
    public ImmutableArray<string> Unseen { get; }

    public ImmutableArray<string> Unclassified { get; }

    /// <summary>What a manifest says of tables that the schema makes and that belong to nobody.</summary>
    public IEnumerable<ManifestTable> Shared =>
        Said("shared")
            .Select(Name)
            .Select(name => new ManifestTable
            {
                Name = name,
                Class = TableClass.Shared,
                Why = "it is so",
            });

    /// <param name="snapshot">What was read.</param>
    /// <param name="data">What a run with <c>--data</c> counts; null where it is none.</param>
    public AuditResult Judge(Snapshot snapshot, ImmutableArray<CrossingCount>? data = null) =>
        Auditor(snapshot).Run(WithSaid(snapshot), data ?? []);

    /// <summary>What a rule looks at.</summary>
    public AuditSubject Subject(Snapshot snapshot) => Auditor(snapshot).Subject(WithSaid(snapshot));

    /// <param name="snapshot">What was read.</param>
    /// <param name="rules">The rules to run; null is all.</param>
    /// <param name="baseline">The findings that are known; null where there is none.</param>
    /// <param name="takesBaseline">Whether a baseline is taken of the run.</param>
    public Auditor Auditor(
        Snapshot snapshot,
        ImmutableArray<Rule>? rules = null,
        Baseline? baseline = null,
        bool takesBaseline = false
    ) =>
        new()
        {
            Baseline = baseline,
            TakesBaseline = takesBaseline,
            Rules = rules ?? RuleSet.All,
            Manifest = Manifest.Empty with
            {
                Root = Said("root").Select(Name).SingleOrDefault(),
                Tables = Declared(snapshot).ToFrozenDictionary(table => table.Name),
                Roles = new() { Migration = [.. Said("migration")] },
                Suppressions = [.. Said("accepts").Select(Accepted)],
            },
            Logins = Said("logins").Contains("guessed") ? [] : ["ringfence_app"],
            Today = Said("today").Select(day => DateOnly.Parse(day, CultureInfo.InvariantCulture)).FirstOrDefault(Day),
        };

    /// <summary>With what no transaction can make: other sessions, slots, jobs, another version.</summary>
    private Snapshot WithSaid(Snapshot snapshot)
    {
        var server = Said("server").SingleOrDefault();
        var version = server is null
            ? (snapshot.Server.Version / 10_000 * 10_000) + NewestMinor
            : int.Parse(server, CultureInfo.InvariantCulture);
        var settings = Said("setting").Select(Setting).ToList();
        return snapshot with
        {
            Server = snapshot.Server with { Version = version },
            Settings = [.. snapshot.Settings.ExceptBy(settings.Select(one => one.Name), one => one.Name), .. settings],
            Extensions = [.. snapshot.Extensions, .. Said("extension").Select(Extension)],
            Sessions = [.. snapshot.Sessions, .. Said("session").Select(Session)],
            ReplicationSlots = [.. snapshot.ReplicationSlots, .. Said("slot").Select(Slot)],
            CronJobs = [.. Said("job").Select((job, place) => Job(snapshot, job, place + 1))],
        };
    }

    private static Suppression Accepted(string said) =>
        new()
        {
            Rule = said.Split(' ')[0],
            Object = said[(said.IndexOf(' ', StringComparison.Ordinal) + 1)..],
            Reason = "it is so",
            Expires = DateOnly.MaxValue,
        };

    /// <summary>The server says where a setting stands only of those that it knows, which have no dot here.</summary>
    private static Setting Setting(string said)
    {
        var name = said.Split(' ')[0];
        var isKnown = !name.Contains('.', StringComparison.Ordinal);
        return new()
        {
            Name = name,
            Value = said.Split(' ')[1],
            Source = isKnown ? "configuration file" : Ringfence.Catalog.Server.Setting.Placeholder,
            Context = isKnown ? "superuser" : "user",
        };
    }

    private static Extension Extension(string name) =>
        new()
        {
            Oid = 1,
            Name = name,
            Owner = 10,
            Schema = 11,
            Version = "1.0",
        };

    private static Session Session(string application) =>
        new()
        {
            Role = 0,
            Application = application,
            Sessions = 1,
        };

    private static ReplicationSlot Slot(string said) =>
        new()
        {
            Name = said.Split(' ')[0],
            Plugin = said.Split(' ')[1],
            IsLogical = true,
            IsActive = false,
        };

    private static CronJob Job(Snapshot snapshot, string said, int id) =>
        new()
        {
            Id = id,
            Role = said.Split(' ')[0],
            Database = snapshot.Server.Database,
            Command = said[said.IndexOf(' ', StringComparison.Ordinal)..],
            IsActive = true,
        };

    /// <summary>What a team says of its database: the shared tables by name, the tenants' by their column.</summary>
    private IEnumerable<ManifestTable> Declared(Snapshot snapshot)
    {
        var shared = Shared.ToList();
        return shared.Concat(
            snapshot
                .Tables.Where(table => table.Schema != "ringfence" && table.Parents.IsEmpty)
                .Where(table => table.Kind is TableKind.Ordinary or TableKind.Partitioned)
                .Where(table => table.FindColumn("tenant_id") is not null)
                .Select(table => new TableName(table.Schema, table.Name))
                .Except(shared.Select(table => table.Name))
                .Select(name => new ManifestTable
                {
                    Name = name,
                    Class = TableClass.Tenant,
                    Column = "tenant_id",
                })
        );
    }

    private static TableName Name(string text) =>
        TableName.TryParse(text, out var name) ? name : throw new FormatException($"{text} is no schema.table.");

    private IEnumerable<string> Said(string word) =>
        Comment
            .Matches(_text)
            .Where(match => match.Groups["word"].Value == word)
            .Select(match => match.Groups["said"].Value.Trim())
            .Where(said => said != "nothing");

    /// <summary>What the command does, in SQL, since it would not see a table that is not committed.</summary>
    private static string Protection(string table) =>
        $"""
            do $protect$
            declare
                t regclass := '{table.Replace("'", "''", StringComparison.Ordinal)}';
                part regclass;
            begin
                execute format('alter table %s alter column tenant_id set default ringfence.tenant()', t);
                execute format('alter table %s alter column tenant_id set not null', t);
                if not exists (
                    select from pg_index as x
                    join pg_attribute as a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
                    where x.indrelid = t and a.attname = 'tenant_id'
                ) then
                    execute format('create index on %s (tenant_id)', t);
                end if;
                execute format('alter table %s enable row level security, force row level security', t);
                execute format(
                    'create policy ringfence_tenant on %s to ringfence_app'
                        ' using (tenant_id = (select ringfence.tenant()))'
                        ' with check (tenant_id = (select ringfence.tenant()))', t);
                execute format(
                    'grant usage on schema %I to ringfence_app, ringfence_admin',
                    (select n.nspname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where c.oid = t));
                execute format('revoke all on table %s from public, ringfence_app, ringfence_admin', t);
                execute format('grant select, insert, update, delete on table %s to ringfence_app, ringfence_admin', t);
                for part in select p.relid from pg_partition_tree(t) as p where p.level > 0 loop
                    execute format('alter table %s enable row level security, force row level security', part);
                end loop;
            end
            $protect$;
            """;

    [GeneratedRegex("^-- (?<word>[a-z]+): (?<said>.+)$", Options, 1000)]
    private static partial Regex Comment { get; }

    [GeneratedRegex("^-- ringfence protect (?<table>\\S.*)$", Options, 1000)]
    private static partial Regex Protect { get; }

    private const RegexOptions Options = RegexOptions.Multiline | RegexOptions.ExplicitCapture;
}
