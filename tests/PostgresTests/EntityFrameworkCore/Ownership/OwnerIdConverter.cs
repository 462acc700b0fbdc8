using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PostgresTests.EntityFrameworkCore.Ownership;

internal sealed class OwnerIdConverter() : ValueConverter<OwnerId, long>(id => id.Value, value => new(value));
