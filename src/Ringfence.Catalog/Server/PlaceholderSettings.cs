using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Server;

/// <summary>
/// The settings that only the database's own expressions know, such as <c>app.tenant</c>. <c>pg_settings</c> leaves them out,
/// and one that has a value in <c>postgresql.conf</c> binds every session that does not say otherwise.
/// </summary>
internal static partial class PlaceholderSettings
{
    private const string Read = "current_setting";

    /// <summary>Those that have a value when a session of the reader starts.</summary>
    public const string Query = """
        select n.name, current_setting(n.name, true) as value, 'placeholder' as source, 'user' as context
        from unnest($1) as n (name)
        where current_setting(n.name, true) <> '' and n.name <> all (select lower(s.name) from pg_settings as s)
        order by n.name
        """;

    /// <summary>The names, in small letters, that policies, defaults, views and functions read.</summary>
    public static ImmutableArray<string> Names(IEnumerable<Table> tables, IEnumerable<Function> functions) =>
        [
            .. tables
                .SelectMany(Texts)
                .Concat(functions.Where(one => !one.IsSystem).SelectMany(one => (string?[])[one.Source, one.SqlBody]))
                .OfType<string>()
                .Where(text => text.Contains(Read, StringComparison.OrdinalIgnoreCase))
                .SelectMany(text => Name.Matches(text))
                .Select(match =>
                    match.Groups["name"].Value.Replace("''", "'", StringComparison.Ordinal).ToLowerInvariant()
                )
                .Where(name => name.Contains('.', StringComparison.Ordinal)) // Those without are the server's.
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string?> Texts(Table table) =>
        table
            .Policies.SelectMany(policy => (string?[])[policy.Using, policy.Check])
            .Concat(table.Columns.Select(column => column.Default))
            .Append(table.Definition);

    [GeneratedRegex(@"current_setting""?\s*\(\s*[eE]?'(?<name>(?:[^']|'')+)'", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Name { get; }
}
