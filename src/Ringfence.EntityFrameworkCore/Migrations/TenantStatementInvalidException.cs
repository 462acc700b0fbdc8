namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>A statement for each tenant, or across tenants, asks for the bound one, and nobody is bound in a migration.</summary>
public sealed class TenantStatementInvalidException()
    : RingfenceException(
        "RF7013",
        "The statement of ForEachTenant or AcrossTenants reads ringfence.tenant() or get_tenant(), which is null in a"
            + " migration. In ForEachTenant leave the tenant column out of an insert, where it is filled in, and elsewhere"
            + " read current_setting('ringfence.migrating'). In AcrossTenants say whose the rows are."
    );
