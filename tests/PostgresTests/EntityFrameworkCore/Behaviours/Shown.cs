using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Entities, values and errors as text that can be compared: what differs by nature is left out of it.</summary>
internal static partial class Shown
{
    private static readonly JsonSerializerOptions Options = new()
    {
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        IncludeFields = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Value(object? value) =>
        value switch
        {
            null => "null",
            string text => text,
            Exception e => Error(e),
            Type type => type.Name,
            _ => Stable(JsonSerializer.Serialize(value, value.GetType(), Options)),
        };

    /// <summary>Ids that were made up at random are not the same twice.</summary>
    public static string Stable(string text) => Voucher().Replace(MadeUp().Replace(text, "GUID"), "voucher {\"Id\": 0");

    /// <summary>The text as it was before the bind was put into it.</summary>
    public static string Unbound(string sql) => Bind().Replace(sql, "");

    /// <summary>PostgreSQL gives no details of rows where policies hold, so that these are no part of it.</summary>
    private static string Error(Exception e) =>
        e switch
        {
            PostgresException server =>
                $"PostgresException {server.SqlState} {server.MessageText} at {server.Position}, {server.TableName}|"
                    + $"{server.ConstraintName}|{server.ColumnName}",
            DbUpdateException update =>
                $"{Plain(e)} of [{string.Join(", ", update.Entries.Select(entry => $"{entry.Metadata.ShortName()} {entry.State}"))}]",
            AggregateException several =>
                $"AggregateException({string.Join("; ", several.InnerExceptions.Select(Error))})",
            _ => Plain(e),
        };

    private static string Plain(Exception e) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{e.GetType().Name} {Unbound(e.Message.ReplaceLineEndings(" "))}{(e.InnerException is { } inner ? $" <- {Error(inner)}" : "")}"
        );

    [GeneratedRegex(
        "(?!00000000-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        RegexOptions.None,
        1000
    )]
    private static partial Regex MadeUp();

    /// <summary>Its keys come from blocks that are kept in memory.</summary>
    [GeneratedRegex("^voucher [{]\"Id\": [0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Voucher();

    [GeneratedRegex(
        "(deallocate all;)?call ringfence[.]bind[(]@ringfence_bind(_[0-9a-f]{32})?[)];\\s?",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Bind();
}
