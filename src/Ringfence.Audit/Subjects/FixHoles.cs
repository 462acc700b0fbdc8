using Ringfence.Catalog.Functions;
using Ringfence.Catalog.Roles;
using Ringfence.Catalog.Tables;
using Ringfence.Sql;

namespace Ringfence.Audit.Subjects;

/// <summary>Things of the catalog as the holes of a fix take them.</summary>
internal static class FixHoles
{
    public static SqlTable Sql(this Table table) => new(SqlName.Parse(table.Schema), SqlName.Parse(table.Name));

    public static SqlName Sql(this Column column) => SqlName.Parse(column.Name);

    public static SqlName Sql(this Role role) => SqlName.Parse(role.Name);

    /// <summary>With the arguments that tell it from others, which the server quoted.</summary>
    public static SqlQuoted Sql(this Function function) =>
        new($"{SqlName.Parse(function.Schema).Quoted}.{SqlName.Parse(function.Name).Quoted}({function.Arguments})");

    /// <summary>A grantee: public is a word, not a name.</summary>
    public static SqlQuoted Grantee(this ActingRoles roles, uint oid) =>
        new(oid == ActingRoles.Public ? "public" : roles.Find(oid)!.Sql().Quoted);
}
