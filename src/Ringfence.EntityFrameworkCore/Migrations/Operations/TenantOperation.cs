using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Ringfence.EntityFrameworkCore.Migrations.Operations;

/// <summary>What all operations of Ringfence's share; there are no others.</summary>
public abstract class TenantOperation : MigrationOperation
{
    private protected TenantOperation() { }
}
