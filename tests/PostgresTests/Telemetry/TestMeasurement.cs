namespace PostgresTests.Telemetry;

internal sealed record TestMeasurement(string Instrument, double Value, Dictionary<string, object?> Tags);
