namespace Ringfence.Catalog.Maps;

/// <summary>The table that was named as the tenants' is not there, or cannot be it.</summary>
internal sealed class TenantRootMissingException(TableName root, string why)
    : RingfenceException("RF8012", $"{root} cannot be the tenant root: {why}");
