namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>
/// A statement for each tenant, or across tenants, asks for the bound one, and nobody is bound in a migration; or one for
/// each does what no policy stops. Nothing was sent.
/// </summary>
public sealed class TenantStatementInvalidException : RingfenceException
{
    private TenantStatementInvalidException(string message)
        : base("RF7013", message) { }

    internal static TenantStatementInvalidException ReadsBoundTenant() =>
        new(
            "The statement of ForEachTenant or AcrossTenants reads ringfence.tenant() or get_tenant(), which is null in a"
                + " migration. In ForEachTenant leave the tenant column out of an insert, where it is filled in, and elsewhere"
                + " read current_setting('ringfence.migrating'). In AcrossTenants say whose the rows are."
        );

    internal static TenantStatementInvalidException ActsPastPolicies() =>
        new(
            "The statement of ForEachTenant holds truncate or refresh, which no policy stops: it would empty the table for"
                + " all tenants. Write delete from for the rows of each, or truncate by Sql; refresh a materialized view by"
                + " AcrossTenants, and name the tables that it reads: -- touches \"Orders\"."
        );
}
