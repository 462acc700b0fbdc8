using System.Collections.Frozen;

namespace Ringfence.Catalog.Expressions;

/// <summary>
/// PostgreSQL's keywords that are no plain names (appendix C), of versions 14 to 18 together. A word that only a newer
/// version reserves is taken for a keyword in older ones too; they print such names without quotes.
/// </summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> Reserved = Set(
        """
        all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
        current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc
        distinct do else end except false fetch for foreign from grant group having in initially intersect into lateral
        leading limit localtime localtimestamp not null offset on only or order placing primary references returning
        select session_user some symmetric system_user table then to trailing true union unique user using variadic when
        where window with
        """
    );

    /// <summary>Names of functions and types, but neither of columns nor of tables.</summary>
    private static readonly FrozenSet<string> FunctionNames = Set(
        """
        authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left
        like natural notnull outer overlaps right similar tablesample verbose
        """
    );

    /// <summary>Names of columns and tables that mean something else with parentheses behind them.</summary>
    private static readonly FrozenSet<string> ColumnNames = Set(
        """
        between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int
        integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar
        json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay
        position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes
        xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
        """
    );

    /// <summary>Whether an unquoted word is neither a column nor a table.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word) || FunctionNames.Contains(word);

    /// <summary>Whether an unquoted word may still name a function.</summary>
    public static bool IsFunctionName(string word) => FunctionNames.Contains(word);

    public static bool MustBeQuoted(string name) =>
        name.Length == 0
        || !(char.IsAsciiLetterLower(name[0]) || name[0] == '_')
        || !name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '$')
        || IsReserved(name)
        || ColumnNames.Contains(name);

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
