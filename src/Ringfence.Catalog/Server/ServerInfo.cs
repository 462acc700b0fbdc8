using System.Collections.Immutable;
using Ringfence.Catalog.Privileges;

namespace Ringfence.Catalog.Server;

/// <summary>The server, the database and who read it.</summary>
internal sealed record ServerInfo
{
    /// <summary>As <c>server_version_num</c>: 180004 is 18.4.</summary>
    public required int Version { get; init; }
    public required string VersionText { get; init; }
    public required bool IsStandby { get; init; }

    /// <summary>The server's clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }
    public required uint DatabaseOid { get; init; }
    public required string Database { get; init; }
    public required uint DatabaseOwner { get; init; }
    public required ImmutableArray<Grant> DatabaseGrants { get; init; }
    public required string Encoding { get; init; }
    public required string Collation { get; init; }
    public required string CharacterType { get; init; }

    /// <summary>Of ICU or the built-in provider; null where the C library sorts.</summary>
    public string? Locale { get; init; }
    public required uint ReaderOid { get; init; }
    public required string Reader { get; init; }
    public required bool ReaderIsSuperuser { get; init; }
    public required bool ReaderBypassesPolicies { get; init; }

    /// <summary>Some settings are shown to members of <c>pg_read_all_settings</c> only.</summary>
    public required bool ReaderSeesSettings { get; init; }

    /// <summary>The views on extended statistics ask for the table's owner, as they do since the fix of CVE-2024-4317.</summary>
    public required bool ExtendedStatisticsAreHidden { get; init; }

    public static ServerInfo Read(Row row, GrantLookup grants) =>
        new()
        {
            Version = row.Number("version"),
            VersionText = row.Text("version_text"),
            IsStandby = row.Flag("is_standby"),
            ReadAt = row.Time("read_at"),
            DatabaseOid = row.Oid("database_oid"),
            Database = row.Text("database"),
            DatabaseOwner = row.Oid("database_owner"),
            DatabaseGrants = grants[new(GrantedKind.Database, row.Oid("database_oid"), 0)],
            Encoding = row.Text("encoding"),
            Collation = row.Text("collation"),
            CharacterType = row.Text("character_type"),
            Locale = row.FindText("locale"),
            ReaderOid = row.Oid("reader_oid"),
            Reader = row.Text("reader"),
            ReaderIsSuperuser = row.Flag("reader_is_superuser"),
            ReaderBypassesPolicies = row.Flag("reader_bypasses_policies"),
            ReaderSeesSettings = row.Flag("reader_sees_settings"),
            ExtendedStatisticsAreHidden = row.Flag("extended_statistics_are_hidden"),
        };
}
