using System.Collections.Frozen;
using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Rules.Keys;

/// <summary>a unique key that tells of other tenants.</summary>
internal sealed class UniqueWithoutTenant() : Rule("RF503", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject) =>
        subject
            .Tables.Where(table => table is { Column: not null, IsRoot: false, Table.IsPartition: false })
            .Where(table => subject.Writes(table.Table))
            .SelectMany(table =>
                table
                    .Table.Indexes.Where(index => index.IsUnique || index.IsExclusion)
                    .Where(index => index.IsValid && !index.Columns.Contains(table.Column!.Number))
                    .Where(index => !index.Columns.Any(number => IsMadeByServer(subject, table.Table, number)))
                    .Select(index =>
                        At(
                            table.Object,
                            $"its key {QualifiedName.Quote(index.Name)} does not hold the tenant: what one tenant has, "
                                + "no "
                                + "other may have, and an insert tells which",
                            part: index.Name
                        )
                    )
            );

    /// <summary>
    /// A value that the server makes: an identity, a sequence, or by a function that takes nothing of the row.
    /// </summary>
    private static bool IsMadeByServer(AuditSubject subject, Table table, int number) =>
        table.Columns.FirstOrDefault(column => column.Number == number) is { } column
        && (
            column.Identity != ColumnIdentity.None
            || column.DefaultUses.Any(use =>
                use.Kind == UsedKind.Function
                && subject.Graph.FindFunction(use.Oid) is { } function
                && Makers.Contains(function.Name)
            )
        );

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
}
