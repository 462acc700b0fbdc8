using System.Collections.Frozen;
using Ringfence.Audit.Predicates;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Keys;

/// <summary>a unique key that tells of other tenants.</summary>
internal sealed class UniqueWithoutTenant() : Rule("RF503", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        Keys(subject)
            .Where(key => key.IsMade == false)
            .Select(key =>
                At(
                    key.Table.Object,
                    $"its key {QualifiedName.Quote(key.Index.Name)} does not hold the tenant: what one tenant has, no other "
                        + "may have, and an insert tells which",
                    part: key.Index.Name
                )
            );

    public override IEnumerable<Undecided> Doubt(AuditSubject subject) =>
        Keys(subject)
            .Where(key => key.IsMade is null)
            .Select(key => new Undecided(
                this,
                key.Table.Object,
                $"whether its key {QualifiedName.Quote(key.Index.Name)}, which does not hold the tenant, tells of other tenants: "
                    + "a function makes its values, and how much of them is random is not understood"
            ));

    /// <summary>The unique keys without the tenant, and whether the server makes a value of theirs.</summary>
    private static IEnumerable<(TenantTable Table, TableIndex Index, bool? IsMade)> Keys(AuditSubject subject)
    {
        var random = new RandomDefault(JudgedCatalog.Of(subject.Snapshot).Bodies);
        return from table in subject.Tables
            where table is { Column: not null, IsRoot: false, Table.IsPartition: false } && subject.Writes(table.Table)
            from index in table.Table.Indexes
            where (index.IsUnique || index.IsExclusion) && index.IsValid
            where !index.Columns.Contains(table.Column!.Number)
            select (table, index, IsMade(subject, random, table.Table, index));
    }

    private static bool? IsMade(AuditSubject subject, RandomDefault random, Table table, TableIndex index)
    {
        var made = index
            .Columns.Select(number => table.Columns.FirstOrDefault(column => column.Number == number))
            .OfType<Column>()
            .Select(column => IsMadeByServer(subject, random, column))
            .ToList();
        return made.Contains(true) ? true
            : made.Contains(null) ? null
            : false;
    }

    /// <summary>
    /// A value that the server makes: an identity, a sequence, or one that is random and too long to be guessed. Null where
    /// a function of somebody's makes it, in a way that is not understood.
    /// </summary>
    private static bool? IsMadeByServer(AuditSubject subject, RandomDefault random, Column column)
    {
        if (column.Identity != ColumnIdentity.None)
        {
            return true;
        }

        if (random.IsWide(column) is { } isWide)
        {
            return isWide;
        }

        var makers = column
            .DefaultUses.Where(use => use.Kind == UsedKind.Function)
            .Select(use => subject.Graph.FindFunction(use.Oid))
            .OfType<Function>()
            .ToList();
        return makers.Exists(function => Makers.Contains(function.Name)) ? true
            : makers.Exists(function => !function.IsSystem && Sources.Any(function.Mentions)) ? null
            : false;
    }

    private static readonly FrozenSet<string> Makers = new[]
    {
        "nextval",
        "gen_random_uuid",
        "uuidv4",
        "uuidv7",
        "uuid_generate_v1",
        "uuid_generate_v1mc",
        "uuid_generate_v4",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a function that makes such values calls.</summary>
    private static readonly string[] Sources = ["gen_random_bytes", "gen_random_uuid", "uuidv4", "uuid_generate_v4"];
}
