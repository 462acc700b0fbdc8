using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ringfence.Npgsql.Health;

/// <summary>One thing that is wrong, and how bad it is.</summary>
internal sealed record HealthFinding(HealthStatus Status, string Text);
