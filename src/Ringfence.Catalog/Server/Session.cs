namespace Ringfence.Catalog.Server;

/// <summary>How many sessions of the database were one role's under one application name.</summary>
internal sealed record Session
{
    public required uint Role { get; init; }
    public required string Application { get; init; }
    public required long Sessions { get; init; }

    public static Session Read(Row row) =>
        new()
        {
            Role = row.Oid("role"),
            Application = row.Text("application"),
            Sessions = row.Count("sessions"),
        };
}
