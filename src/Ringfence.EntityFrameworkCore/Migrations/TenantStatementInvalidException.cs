namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>A statement that is to run for each tenant asks for the bound one, and nobody is bound in a migration.</summary>
public sealed class TenantStatementInvalidException()
    : RingfenceException(
        "RF7013",
        "The statement of ForEachTenant reads ringfence.tenant() or get_tenant(), which is null in a migration. Leave the"
            + " tenant column out of an insert: it is filled in. Elsewhere read current_setting('ringfence.migrating')."
    );
