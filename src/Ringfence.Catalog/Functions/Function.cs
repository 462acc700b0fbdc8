using System.Collections.Immutable;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Functions;

/// <summary>A routine of the database; of the server's own, those that the database uses and those restricted to some.</summary>
internal sealed record Function
{
    public required uint Oid { get; init; }
    public required string Schema { get; init; }
    public required string Name { get; init; }
    public required FunctionKind Kind { get; init; }

    /// <summary>Those that tell it from others of its name.</summary>
    public required string Arguments { get; init; }

    /// <summary>Of what a call passes, in its order; empty texts where they have none, nothing of the server's own.</summary>
    public required ImmutableArray<string> ArgumentNames { get; init; }
    public string? ReturnType { get; init; }
    public required bool ReturnsSet { get; init; }
    public required bool IsTrigger { get; init; }
    public required uint Owner { get; init; }
    public required string Language { get; init; }
    public required bool IsDefiner { get; init; }
    public required Volatility Volatility { get; init; }
    public required ParallelSafety Parallel { get; init; }
    public required bool IsLeakproof { get; init; }
    public required bool IsStrict { get; init; }

    /// <summary>As <c>search_path=pg_catalog</c>.</summary>
    public required ImmutableArray<string> Settings { get; init; }

    /// <summary>The body, or a C function's symbol; null for the server's own.</summary>
    public string? Source { get; init; }

    /// <summary>A body that was parsed when it was made (<c>begin atomic</c>, <c>return</c>).</summary>
    public string? SqlBody { get; init; }
    public required bool IsSystem { get; init; }
    public required ImmutableArray<Grant> Grants { get; init; }
    public uint? Extension { get; init; }

    /// <summary>Of <see cref="SqlBody"/>; of any other body the server keeps no account.</summary>
    public required ImmutableArray<Use> Uses { get; init; }

    public static Function Read(Row row, GrantLookup grants, UseLookup uses) =>
        new()
        {
            Oid = row.Oid("oid"),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Kind = row.Word<FunctionKind>("kind"),
            Arguments = row.Text("arguments"),
            ArgumentNames = row.Texts("argument_names"),
            ReturnType = row.FindText("return_type"),
            ReturnsSet = row.Flag("returns_set"),
            IsTrigger = row.Flag("is_trigger"),
            Owner = row.Oid("owner"),
            Language = row.Text("language"),
            IsDefiner = row.Flag("is_definer"),
            Volatility = row.Word<Volatility>("volatility"),
            Parallel = row.Word<ParallelSafety>("parallel"),
            IsLeakproof = row.Flag("is_leakproof"),
            IsStrict = row.Flag("is_strict"),
            Settings = row.Texts("settings"),
            Source = row.FindText("source"),
            SqlBody = row.FindText("sql_body"),
            IsSystem = row.Flag("is_system"),
            Grants = grants[new(GrantedKind.Function, row.Oid("oid"), 0)],
            Extension = row.FindOid("extension"),
            Uses = uses[new(UserKind.Function, row.Oid("oid"), 0)],
        };
}
