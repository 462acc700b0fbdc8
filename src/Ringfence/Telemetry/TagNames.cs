namespace Ringfence.Telemetry;

/// <summary>The tags of spans and metrics: OpenTelemetry's where it has one, else Ringfence's own.</summary>
public static class TagNames
{
    /// <summary>OpenTelemetry's: always <c>postgresql</c>.</summary>
    public const string System = "db.system.name";

    /// <summary>OpenTelemetry's: the database.</summary>
    public const string Database = "db.namespace";

    /// <summary>OpenTelemetry's: PostgreSQL's SQLSTATE, where the server answered with an error.</summary>
    public const string StatusCode = "db.response.status_code";

    /// <summary>OpenTelemetry's: a Ringfence code, a SQLSTATE, or the type of the exception.</summary>
    public const string ErrorType = "error.type";

    /// <summary>OpenTelemetry's: the server's host.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>OpenTelemetry's: the server's port, where it is not 5432.</summary>
    public const string ServerPort = "server.port";

    /// <summary>The tenant; on metrics only where that is turned on, and then a bounded number of them.</summary>
    public const string Tenant = "ringfence.tenant.id";

    /// <summary>The binding: <c>signed</c>, <c>setting</c> or <c>password</c>.</summary>
    public const string Binding = "ringfence.binding";

    /// <summary>Which limit was hit: <c>connections</c> or <c>statement_time</c>.</summary>
    public const string Limit = "ringfence.limit";

    /// <summary>Why the database refused the binding, as the contract names it.</summary>
    public const string Reason = "ringfence.reason";

    /// <summary>What a connection across tenants may do: <c>read</c> or <c>write</c>.</summary>
    public const string Access = "ringfence.admin.access";
}
