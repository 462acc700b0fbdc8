using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>The contract's three roles, as names.</summary>
internal sealed record ContractRoles(SqlName Owner, SqlName Application, SqlName Admin)
{
    public static ContractRoles Of(ContractOptions options) =>
        new(SqlName.Parse(options.Owner), SqlName.Parse(options.ApplicationRole), SqlName.Parse(options.AdminRole));
}
