using System.Collections.Immutable;
using Ringfence.Catalog.Functions;

namespace Ringfence.Catalog.Tables;

/// <summary>A policy, its expressions as <c>pg_get_expr</c> tells them with nothing but <c>pg_catalog</c> in the path.</summary>
internal sealed record Policy
{
    public required uint Oid { get; init; }
    public required string Name { get; init; }
    public required bool IsPermissive { get; init; }
    public required PolicyCommand Command { get; init; }

    /// <summary>0 is public.</summary>
    public required ImmutableArray<uint> Roles { get; init; }
    public string? Using { get; init; }

    /// <summary>Where it is null, PostgreSQL takes <see cref="Using"/> for it.</summary>
    public string? Check { get; init; }
    public required ImmutableArray<Use> Uses { get; init; }

    public static Policy Read(Row row, UseLookup uses) =>
        new()
        {
            Oid = row.Oid("oid"),
            Name = row.Text("name"),
            IsPermissive = row.Flag("is_permissive"),
            Command = row.Word<PolicyCommand>("command"),
            Roles = row.Oids("roles"),
            Using = row.FindText("using_expression"),
            Check = row.FindText("check_expression"),
            Uses = uses[new(UserKind.Policy, row.Oid("oid"), 0)],
        };
}
