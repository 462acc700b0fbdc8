namespace Ringfence.Contract;

/// <summary>What <c>ringfence init</c> installs. The defaults are the safe choice.</summary>
public sealed class ContractOptions
{
    /// <summary>How connections tell their tenant.</summary>
    public Binding Binding { get; set; } = Binding.Signed;

    /// <summary>The type of the tenant ids; it cannot change once tables are protected.</summary>
    public TenantIdType TenantIdType { get; set; } = TenantIdType.Uuid;

    /// <summary>The login that services use: bound by every policy, owner of nothing.</summary>
    public string ApplicationRole { get; set; } = "ringfence_app";

    /// <summary>The login that may cross tenants (<c>bypassrls</c>), for a connection of its own.</summary>
    public string AdminRole { get; set; } = "ringfence_admin";

    /// <summary>The role that owns the contract and the tenant tables; it cannot log in.</summary>
    public string Owner { get; set; } = "ringfence_owner";

    /// <summary>
    /// Lets an installed contract change its binding; services of the old binding are refused from then on. Without it
    /// another binding than the installed one is an error.
    /// </summary>
    public bool ReplaceBinding { get; set; }

    /// <summary>
    /// Lets the application role list the active tenants, for jobs that run for each. Without it that role can only ask
    /// for one tenant by its id: SQL injected in the service could otherwise read who all the tenants are. An
    /// installation without it takes the list away again.
    /// </summary>
    public bool ApplicationListsTenants { get; set; }

    /// <summary>
    /// Lets the application role create temporary tables. Where nothing resets a session between two tenants, SQL
    /// injected for one can put a temporary table or view in the place of a tenant table for the next.
    /// </summary>
    public bool AllowTemporaryTables { get; set; }

    /// <summary>
    /// Lets the application role use large objects, which policies do not hold: each tenant reads and changes all of them.
    /// </summary>
    public bool AllowLargeObjects { get; set; }

    /// <summary>
    /// Keeps the bound tenant in a sealed setting under the signed binding, also where a stamp could hold it: since 15, where
    /// a superuser installs the contract or the owner was granted <c>set on parameter backtrace_functions</c>. Stamps cost
    /// the server less.
    /// </summary>
    public bool SealOnly { get; set; }
}
