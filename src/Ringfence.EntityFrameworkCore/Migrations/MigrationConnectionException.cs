namespace Ringfence.EntityFrameworkCore.Migrations;

/// <summary>A context was to migrate on the connections of the services; no table was made.</summary>
public sealed class MigrationConnectionException()
    : RingfenceException(
        "RF7010",
        "Migrations do not run as the application role, which owns no table. Migrate with a context of its own:"
            + " UseNpgsql(the owner's connection string).UseRingfenceMigrations()."
    );
