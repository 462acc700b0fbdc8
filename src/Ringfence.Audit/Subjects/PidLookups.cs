using System.Text.RegularExpressions;
using Ringfence.Catalog.Functions;

namespace Ringfence.Audit.Subjects;

/// <summary>Tenants that are looked up by the number of the server's process.</summary>
internal static partial class PidLookups
{
    extension(Function function)
    {
        /// <summary>Whether its body reads rows, and compares something with the pid.</summary>
        public bool LooksUpPid => IsByPid(function.Body) && From.IsMatch(function.Body);

        /// <summary>Whether its body knows a process by more than its pid, which is used again.</summary>
        public bool KnowsStart => IsByStart(function.Body);
    }

    public static bool IsByPid(string sql) => Pid.IsMatch(sql);

    public static bool IsByStart(string sql) => Start.IsMatch(sql);

    [GeneratedRegex(
        @"=\s*\(?\s*(select\s+)?(pg_catalog\.)?pg_backend_pid\(\)|\bpg_backend_pid\(\)\s*(\)|as\s+\w+|\s)*=",
        Options,
        1000
    )]
    private static partial Regex Pid { get; }

    [GeneratedRegex(@"backend_start|session_start|pg_stat_get_activity|pg_stat_activity", Options, 1000)]
    private static partial Regex Start { get; }

    [GeneratedRegex(@"\bfrom\s+[a-z_""]", Options, 1000)]
    private static partial Regex From { get; }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;
}
