using System.Runtime.InteropServices;
using Npgsql;

namespace Ringfence.Npgsql.Bulk;

/// <summary>What is sent for a column, and the cast to write behind its place in the statement; empty for none.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BulkParameter(NpgsqlParameter Parameter, string Cast);
