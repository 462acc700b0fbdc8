using System.Collections.Frozen;
using System.Globalization;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>
/// Whether the value that a column gets where none is given is the server's, and nobody comes upon it by trying: one of a
/// sequence, a whole uuid, or random bytes that nothing but the plainest functions wrote down.
/// </summary>
internal sealed class RandomDefault(FunctionBodies bodies, Snapshot snapshot)
{
    /// <summary>Nobody guesses 64 bits.</summary>
    private const int EnoughBytes = 8;

    private const int DigitsOfByte = 2;

    private const int UuidLetters = 36;

    private static readonly FrozenSet<string> Random = new[]
    {
        "gen_random_uuid",
        "uuidv4",
        "uuid_generate_v4",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Of a whole one nobody is told; a part of it is mostly the time.</summary>
    private static readonly FrozenSet<string> Timed = new[]
    {
        "uuidv7",
        "uuid_generate_v7",
        "uuid_generate_v1",
        "uuid_generate_v1mc",
        "nextval",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>They make few values of many.</summary>
    private static readonly FrozenSet<string> Cutting = new[]
    {
        "left",
        "right",
        "substr",
        "substring",
        "hashtext",
        "hashtextextended",
        "mod",
        "abs",
        "get_byte",
        "ascii",
        "translate",
        "split_part",
        "regexp_replace",
        "overlay",
        "trunc",
        "floor",
        "round",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Signs = ["%", "&", "#", "/", ">>", "<<", "-", "*"];

    private readonly Inlining _inlining = new(bodies);

    private readonly FrozenSet<(string? Schema, string Name)> _makers = snapshot
        .Functions.Where(static one => one.Extension is not null)
        .Select(static one => ((string?)one.Schema, one.Name))
        .ToFrozenSet();

    /// <summary>Whether the values cannot be come upon; null where that cannot be told.</summary>
    public bool? IsMade(Column column) =>
        column.Default is not { } text ? false
        : SqlParser.Expression(text).Tree is not { } tree ? null
        : Makes(tree) is { } isMade ? isMade && (IsCounted(tree) || !IsShort(column.BaseType ?? column.Type))
        : null;

    private bool? Makes(Expression tree) =>
        IsWhole(tree) || Digits(tree) is not null ? true
        : !tree.DescendantsAndSelf().Any(IsMaker) ? Called(tree)
        : Around(tree).Any(IsCut) ? false
        : Around(tree).All(IsCounted(tree) ? IsKnown : IsKeeping) ? true
        : null;

    /// <summary>
    /// What may change the value that is made. What stands beside a number of a sequence, such as the year before it, leaves
    /// it as it is; beside random bits it may be what cuts them.
    /// </summary>
    private IEnumerable<Syntax> Around(Expression tree) =>
        IsCounted(tree)
            ? tree.DescendantsAndSelf().Where(node => node.DescendantsAndSelf().Any(IsMaker))
            : tree.DescendantsAndSelf();

    /// <summary>Whether a sequence makes it: its numbers may be guessed, and are never another's.</summary>
    private bool IsCounted(Expression tree) =>
        tree.DescendantsAndSelf()
            .Where(IsMaker)
            .All(static node => node is Expression.Call { Function.Last: "nextval" });

    private bool IsKnown(Syntax node) =>
        IsKeeping(node) || node is Expression.Call { Function: { Schema: null, Last: "lpad" or "to_char" } };

    /// <summary>What leaves as many values as there were.</summary>
    private bool IsKeeping(Syntax node) =>
        node switch
        {
            Expression.Literal => true,
            Expression.Call { Function: { Schema: null, Last: "md5" or "concat" or "lower" or "upper" or "now" } } =>
                true,
            Expression.Call => IsMaker(node),
            Expression.Operation { Operator: { Schema: null, Symbol: "||" or "+" } } => true,
            Expression.Cast cast => IsKept(cast.Type),
            Expression.SqlValue => true,
            Expression => false,
            _ => true,
        };

    /// <summary>What functions of somebody's make is seen through where their whole body is one expression.</summary>
    private bool? Called(Expression tree)
    {
        var calls = tree.DescendantsAndSelf()
            .OfType<Expression.Call>()
            .Where(static call => call.Function.Schema is not (null or "pg_catalog"))
            .ToList();
        if (tree is Expression.Call only && _inlining.Body(only) is { } body)
        {
            return _inlining.Within(() => Makes(body));
        }

        return calls.Exists(call =>
            bodies.Find(call.Function) is { IsSystem: false } function
            && Random.Append("gen_random_bytes").Append("nextval").Any(function.Mentions)
        )
            ? null
            : false;
    }

    /// <summary>A number of a sequence, or a uuid from its first digit to its last, however it is written.</summary>
    private bool IsWhole(Expression expression) =>
        expression switch
        {
            Expression.Call call when IsMaker(call) => call.Function.Last != "gen_random_bytes",
            Expression.Call { Function: { Schema: null or "pg_catalog", Last: "lower" or "upper" } } call =>
                call.Arguments is [{ Value: var value }] && IsWhole(value),
            Expression.Call { Function: { Schema: null or "pg_catalog", Last: "replace" } } call => call.Arguments
                is [{ Value: var value }, { Value: var what }, { Value: var by }]
                && BuiltIn.TextOf(what) is "-"
                && BuiltIn.TextOf(by) is ""
                && IsWhole(value),
            Expression.Cast cast => (IsKept(cast.Type) && IsWhole(cast.Operand))
                || (HoldsUuid(cast.Type) && IsUuid(cast.Operand)),
            Expression.Operation { Left: { } left } operation when BuiltIn.IsOperator(operation.Operator, "||") => (
                BuiltIn.TextOf(left) is not null && IsWhole(operation.Right)
            ) || (BuiltIn.TextOf(operation.Right) is not null && IsWhole(left)),
            _ => false,
        };

    /// <summary>A uuid and nothing else, as a text or not: of 36 letters no type of that length cuts any off.</summary>
    private bool IsUuid(Expression expression) =>
        expression switch
        {
            Expression.Call call => IsMaker(call) && call.Function.Last is not ("gen_random_bytes" or "nextval"),
            Expression.Cast cast => IsKept(cast.Type) && IsUuid(cast.Operand),
            _ => false,
        };

    private static bool HoldsUuid(TypeName type) =>
        type is { Dimensions: 0, Name.Schema: null or "pg_catalog", Name.Last: "character varying" or "varchar" }
        && type.Modifiers is [var length]
        && Number(length) >= UuidLetters;

    /// <summary>How many letters of random bytes there are, enough of them; null where it is anything else.</summary>
    private int? Digits(Expression expression)
    {
        switch (expression)
        {
            case Expression.Cast cast when IsKept(cast.Type):
                return Digits(cast.Operand);
            case Expression.Call { Function: { Schema: null or "pg_catalog", Last: "encode" } } call
                when call.Arguments is [{ Value: Expression.Call made }, { Value: var form }]
                    && Bytes(made) is { } bytes
                    && BuiltIn.TextOf(form) is ("hex" or "base64") and var written:
                return written == "hex" ? bytes * DigitsOfByte : int.MaxValue;
            case Expression.Call { Function: { Schema: null or "pg_catalog", Last: "lower" or "upper" } } call
                when call.Arguments is [{ Value: var value }] && Digits(value) is { } hex and not int.MaxValue:
                return hex;
            case Expression.Call { Function: { Schema: null or "pg_catalog", Last: "left" } } call
                when call.Arguments is [{ Value: var value }, { Value: var letters }]:
                return Cut(value, letters);
            case Expression.Call { Function: { Schema: null or "pg_catalog", Last: "substr" or "substring" } } call
                when call.Arguments is [{ Value: var value }, { Value: var first }, { Value: var letters }]
                    && BuiltIn.TextOf(first) is "1":
                return Cut(value, letters);
            case Expression.Call call when Bytes(call) is { } raw:
                return raw * DigitsOfByte;
            default:
                return null;
        }
    }

    private int? Cut(Expression value, Expression letters) =>
        Digits(value) is { } digits and not int.MaxValue
        && Number(letters) is { } kept
        && Math.Min(digits, kept) >= EnoughBytes * DigitsOfByte
            ? Math.Min(digits, kept)
            : null;

    /// <summary>How many bytes are made; null where they are too few.</summary>
    private int? Bytes(Expression.Call call) =>
        call.Function.Last == "gen_random_bytes"
        && IsMaker(call)
        && call.Arguments is [{ Value: var count }]
        && Number(count) is >= EnoughBytes and var bytes
            ? bytes
            : null;

    private bool IsMaker(Syntax node) =>
        node is Expression.Call { Function: var name } call
        && (Random.Contains(name.Last) || Timed.Contains(name.Last) || name.Last == "gen_random_bytes")
        && (name.Last is "nextval" or "gen_random_bytes" ? call.Arguments.Count == 1 : call.Arguments.Count <= 1)
        && (name.Schema is null or "pg_catalog" || _makers.Contains((name.Schema, name.Last)));

    private static bool IsFew(Syntax node) =>
        node is Expression.Call { Function.Last: "gen_random_bytes", Arguments: [{ Value: var count }] }
        && Number(count) < EnoughBytes;

    private static bool IsCut(Syntax node) =>
        node switch
        {
            Expression.Call { Function: var name } => Cutting.Contains(name.Last) || IsFew(node),
            Expression.Form or Expression.Subscript => true,
            Expression.Operation { Operator.Symbol: var sign } => Signs.Contains(sign),
            Expression.Cast { Type: var type } => type.Modifiers.Count > 0 || IsShort(type.ToString()),
            _ => false,
        };

    /// <summary>A cast that leaves all letters, as no length of a type may.</summary>
    private static bool IsKept(TypeName type) =>
        type is { Modifiers.Count: 0, Dimensions: 0, Name.Schema: null or "pg_catalog" }
        && type.Name.Last
            is "text"
                or "character varying"
                or "varchar"
                or "uuid"
                or "bytea"
                or "bigint"
                or "integer"
                or "smallint"
                or "regclass";

    /// <summary>What has no room for 64 bits, whatever is written into it.</summary>
    private static bool IsShort(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        return open > 0
            ? !int.TryParse(type[(open + 1)..].TrimEnd(')'), CultureInfo.InvariantCulture, out var letters)
                || letters < EnoughBytes * DigitsOfByte
            : type is "bit" or "character" or "bpchar" or "\"char\"";
    }

    private static int? Number(Expression expression) =>
        int.TryParse(BuiltIn.TextOf(expression), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, 4096)
            : null;
}
