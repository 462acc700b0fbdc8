using System.Globalization;
using Ringfence.Audit.Predicates;
using Ringfence.Catalog.Expressions;
using Ringfence.Catalog.Tables;

namespace Ringfence.Audit.Subjects;

/// <summary>How much chance is in the value that a column gets where none is given: nobody guesses 64 bits.</summary>
internal sealed class RandomDefault(FunctionBodies bodies)
{
    private const int Enough = 64;

    private const int OfUuid = 122;

    /// <summary>Of a letter, at least: hexadecimal digits have four.</summary>
    private const int OfLetter = 4;

    private static readonly string[] Uuids =
    [
        "gen_random_uuid",
        "uuidv4",
        "uuidv7",
        "uuid_generate_v1",
        "uuid_generate_v1mc",
        "uuid_generate_v4",
    ];

    private static readonly string[] Keeping = ["encode", "decode", "replace", "translate", "trim", "btrim", "rtrim"];

    private static readonly string[] Halving = ["lower", "upper"];

    private static readonly string[] Hashes = ["md5", "sha224", "sha256", "sha384", "sha512", "digest", "hmac"];

    private static readonly string[] Cutting = ["left", "right", "substr", "substring"];

    private static readonly string[] Holding = ["text", "character varying", "varchar", "uuid", "bytea"];

    private readonly Inlining _inlining = new(bodies);

    /// <summary>Whether the values that the server makes are wide enough; null where that cannot be told.</summary>
    public bool? IsWide(Column column)
    {
        if (column.Default is not { } text || SqlParser.Expression(text).Tree is not { } tree)
        {
            return null;
        }

        return Bits(tree) is { } bits ? Math.Min(bits, Width(column.BaseType ?? column.Type)) >= Enough : null;
    }

    private int? Bits(Expression expression) =>
        expression switch
        {
            Expression.Call call => Call(call),
            Expression.Cast cast when Holding.Contains(cast.Type.Name.Last) && cast.Type.Dimensions == 0 => Bits(
                cast.Operand
            )
                is { } bits
                ? Math.Min(bits, Width(cast.Type.ToString()))
                : null,
            Expression.Operation { Left: { } left } operation when BuiltIn.IsOperator(operation.Operator, "||") => Most(
                Bits(left),
                Bits(operation.Right)
            ),
            Expression.Scalar scalar when KeyReader.Target(scalar.Query) is { } value => Bits(value),
            _ => null,
        };

    private int? Call(Expression.Call call)
    {
        var name = call.Function.Last;
        var arguments = call.Arguments.Select(static argument => argument.Value).ToList();
        if (Uuids.Contains(name) && arguments.Count == 0)
        {
            return OfUuid;
        }

        if (name == "gen_random_bytes" && arguments is [var count])
        {
            return Number(count) * 8;
        }

        if (call.Function.Schema is null or "pg_catalog" || Hashes.Contains(name))
        {
            return arguments is [var first, ..] && Bits(first) is { } bits ? Passed(name, bits, arguments) : null;
        }

        return _inlining.Body(call) is { } body ? _inlining.Within(() => Bits(body)) : null;
    }

    private static int? Passed(string name, int bits, List<Expression> arguments) =>
        Keeping.Contains(name) ? bits
        : Halving.Contains(name) ? bits / 2
        : Hashes.Contains(name) ? Math.Min(bits, 128)
        : Cutting.Contains(name) && arguments.Count > 1 && Number(arguments[^1]) is { } letters
            ? Math.Min(bits, letters * OfLetter)
        : null;

    /// <summary>What is put beside something random takes nothing from it.</summary>
    private static int? Most(int? one, int? other) =>
        one is null ? other
        : other is null ? one
        : Math.Max(one.Value, other.Value);

    /// <summary>How much fits in a type: <c>varchar(8)</c> has eight letters.</summary>
    private static int Width(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        return open > 0 && int.TryParse(type[(open + 1)..].TrimEnd(')'), CultureInfo.InvariantCulture, out var letters)
                ? letters * OfLetter
            : type is "character" or "bpchar" or "\"char\"" ? OfLetter
            : int.MaxValue;
    }

    private static int? Number(Expression expression) =>
        int.TryParse(BuiltIn.TextOf(expression), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, 4096)
            : null;
}
