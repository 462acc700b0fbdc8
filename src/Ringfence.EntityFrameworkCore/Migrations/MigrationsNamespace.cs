namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>Its type tells the namespace; it has no other use.</summary>
internal enum MigrationsNamespace
{
    Used,
}
