using System.Collections.Frozen;
using Npgsql;
using Ringfence.Sql;

namespace Ringfence.Npgsql.Sessions;

/// <summary>
/// What a data source knows of the functions of its database: which texts may leave something in a session. Each physical
/// connection reads their names when it is opened, and all go by what any has read.
/// </summary>
/// <param name="declared">Of the database's own functions those that leave nothing but what sequences gave.</param>
internal sealed class LeavingFunctions(IEnumerable<string> declared)
{
    public static readonly string Query = SqlResource.Read(typeof(LeavingFunctions), "LeavingFunctions");

    private readonly FrozenSet<string> _declared = declared.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Lock _learning = new();
    private SessionTraces? _traces;
    private bool _folds;

    /// <summary>What the text may leave; everything, as long as nothing was read.</summary>
    public TextTraces Read(string text) => Volatile.Read(ref _traces)?.Read(text) ?? TextTraces.Session;

    /// <summary>Takes over the row that <see cref="Query"/> answers with. A standby may know less than another server.</summary>
    /// <returns>Why the role is refused: it may make others; null where it is not.</returns>
    public CreatingRoleException? Learn(NpgsqlDataReader row)
    {
        var builtIn = (string[])row["built_in"];
        var others = ((string[])row["others"]).Where(name => !_declared.Contains(name));
        var folds = (bool)row["folds"];
        lock (_learning)
        {
            var known = _names.Count;
            _names.UnionWith(builtIn);
            _names.UnionWith(others);
            if (_names.Count > known || _traces is null || (folds && !_folds))
            {
                _folds |= folds;
                Volatile.Write(ref _traces, new(_names, _declared, _folds));
            }
        }

        return row["creates"] is string[] creates
            ? new(creates[0], creates[1], creates[2], creates[3], creates[4], creates[5])
            : null;
    }
}
