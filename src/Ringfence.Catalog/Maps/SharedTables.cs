using System.Collections.Immutable;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>
/// Tells tables whose rows are nobody's: the notes of migration tools, and lookups. Being referred to and referring to nothing
/// is not enough, for so do users; the columns must be those of a lookup too.
/// </summary>
internal sealed class SharedTables(CatalogGraph graph)
{
    private const int MostLookupColumns = 12;

    private static readonly ImmutableHashSet<string> Histories =
    [
        .. (
            "schemamigrations efmigrationshistory flywayschemahistory schemaversion schemaversions knexmigrations "
            + "knexmigrationslock arinternalmetadata goosedbversion djangomigrations djangocontenttype alembicversion "
            + "databasechangelog databasechangeloglock prismamigrations sequelizemeta drizzlemigrations pgmigrations "
            + "typeormmigrations typeormmetadata dbmateschemamigrations gormigrate schemainfo playevolutions "
            + "hdbversion spatialrefsys migrations migrationslock refineryschemahistory sqlxmigrations "
            + "phinxlog doctrinemigrationversions ormmigrations mikroormmigrations dbupschemaversions evolvechangelog"
        ).Split(' '),
    ];

    /// <summary>What those tools call their columns, all of them together: a table of that name may be anybody's.</summary>
    private static readonly ImmutableHashSet<string> HistoryColumns =
    [
        .. (
            "id version versionid versionnum versionrank name migration migrationid migrationname migrationtime batch "
            + "productversion dirty insertedat appliedat applied appliedon appliedstepscount installedrank installedby "
            + "installedon description type script scriptname schemaversionsid checksum executiontime success index islocked "
            + "key value createdat updatedat isapplied tstamp app applabel model author filename dateexecuted orderexecuted "
            + "exectype md5sum comments tag liquibase contexts labels deploymentid locked lockgranted lockedby finishedat "
            + "startedat rolledbackat logs hash runon timestamp database schema table applyscript revertscript state "
            + "lastproblem hasurauuid upgradedon clistate consolestate eeclientid eeclientsecret srid authname authsrid "
            + "srtext proj4text starttime endtime breakpoint executedat"
        ).Split(' '),
    ];

    /// <summary>How the name of a column ends that holds the id of something else.</summary>
    private static readonly string[] ReferenceWords = ["id", "uuid", "guid", "ref"];

    private static readonly ImmutableHashSet<string> Lookups =
    [
        .. (
            "country currency language locale timezone region continent state province city postcode unit plan feature "
            + "permission status type category kind tier industry holiday taxrate exchangerate color colour month "
            + "weekday gender priority level language_code unitofmeasure mimetype"
        ).Split(' '),
    ];

    private static readonly ImmutableHashSet<string> LookupWords =
    [
        .. (
            "id uuid code name names label title description symbol iso iso2 iso3 alpha alpha2 alpha3 numeric number sort "
            + "order position rank slug key value is active enabled disabled default visible created updated at on date "
            + "locale language lang currency country region continent native english short long abbreviation abbr "
            + "prefix suffix offset utc dst timezone tz decimal digits places rate minor unit units native type kind "
            + "category group color colour icon emoji flag version deprecated plural singular display phone calling "
            + "plan feature permission status state province industry tier level tax tld rtl rounding latitude longitude lat lng lon"
        ).Split(' '),
    ];

    /// <summary>Why it is shared; null where nothing says so surely.</summary>
    /// <param name="table">A table from which no key leads to a tenant.</param>
    /// <param name="isShared">Whether another one is shared, as far as is known by now.</param>
    public string? Reason(Table table, Func<uint, bool> isShared)
    {
        var targets = table
            .Constraints.Where(one => one.Kind == ConstraintKind.ForeignKey && one.ReferencedTable != table.Oid)
            .Select(one => one.ReferencedTable!.Value)
            .Distinct()
            .ToList();
        if (
            targets.Count == 0
            && Histories.Contains(NameWords.Joined(table.Name))
            && table.Columns.All(column => HistoryColumns.Contains(NameWords.Joined(column.Name)))
        )
        {
            return "named as a migration tool's own table, with the columns of one";
        }

        // A table named as one of tenants may be the root of what nobody has told yet.
        var mayBeRoot = RootFinder.NameWeight(table.Name) > 0;
        if (mayBeRoot || !targets.TrueForAll(target => isShared(target)) || !HasLookupColumns(table))
        {
            return null;
        }

        var words = NameWords.Of(table.Name);
        var isNamedSo =
            !words.IsEmpty
            && (
                Lookups.Contains(NameWords.Singular(words[^1]))
                || Lookups.Contains(NameWords.Singular(string.Concat(words)))
            );
        var referrers = graph
            .ReferencesTo(table)
            .Select(pair => pair.Table.Oid)
            .Where(oid => oid != table.Oid)
            .Distinct();
        return (targets.Count, isNamedSo, referrers.Count()) switch
        {
            (> 0, _, _) => "it joins shared tables, and has no column that could be somebody's",
            (_, true, _) => "named as a lookup, and has the columns of one",
            (_, _, > 0 and var count) when HasNameOrCode(table) =>
                $"a lookup: {count} tables refer to it, it refers to none, and has the columns of one",
            _ => null,
        };
    }

    private static bool HasLookupColumns(Table table)
    {
        var keys = table
            .Constraints.Where(one => one.Kind == ConstraintKind.ForeignKey)
            .SelectMany(one => one.Columns)
            .ToHashSet();
        var own = table.Columns.Where(column => !keys.Contains(column.Number)).ToList();
        var id = table.Constraints.FirstOrDefault(one => one.Kind == ConstraintKind.PrimaryKey);
        return table.Columns.Length is > 0 and <= MostLookupColumns
            && own.TrueForAll(column =>
                NameWords.Of(column.Name) is { IsEmpty: false } words
                && words.All(LookupWords.Contains)
                && (id is { Columns: [var only] } && only == column.Number || !IsReference(column, words))
            );
    }

    /// <summary>
    /// It refers to something by no foreign key, such as <c>group_id</c>: that may be somebody. An <c>id</c> alone, or a
    /// <c>uuid</c>, is the row's own.
    /// </summary>
    private static bool IsReference(Column column, ImmutableArray<string> words) =>
        ReferenceWords.Contains(words[^1]) ? words.Length > 1 : IdType.Family(column) == "uuid";

    /// <summary>A unique code or name: what a lookup is looked up by.</summary>
    private static bool HasNameOrCode(Table table)
    {
        var unique = table
            .Constraints.Where(one => one.Kind is ConstraintKind.Unique or ConstraintKind.PrimaryKey)
            .Select(one => one.Columns)
            .Concat(
                table
                    .Indexes.Where(index => index is { IsUnique: true, Predicate: null })
                    .Select(index => index.Columns)
            )
            .Where(columns => columns.Length == 1)
            .Select(columns => table.FindColumn(columns[0]))
            .OfType<Column>();
        return unique.Any(column => IdType.Family(column) == "text" && NameWords.Joined(column.Name) is not "id");
    }
}
