using Microsoft.Extensions.Options;

namespace Ringfence.Npgsql.Tenants;

[OptionsValidator]
internal sealed partial class TenantStoreOptionsValidator : IValidateOptions<TenantStoreOptions>;
