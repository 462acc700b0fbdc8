namespace Ringfence.EntityFrameworkCore.Migrations.Operations;

/// <summary>
/// Removes the contract where nothing rests on it: no table, no key, no registered tenant, no record of whoever crossed
/// tenants. Otherwise it stays, with a notice. Roles stay.
/// </summary>
public sealed class RemoveTenantContractOperation : TenantOperation;
