using System.Globalization;

namespace PostgresTests.Expressions;

/// <summary>Random policies over a table with few tenants, of the shapes that people get wrong.</summary>
internal sealed class RandomPredicates(int seed)
{
    private const string Bare = "current_setting('app.tenant', true)";

    private readonly Random _random = new(seed);

    public string Next() => Boolean(3);

    private string Boolean(int depth)
    {
        if (depth == 0 || _random.Next(4) == 0)
        {
            return Leaf();
        }

        return _random.Next(12) switch
        {
            0 or 1 or 2 => $"({Boolean(depth - 1)} and {Boolean(depth - 1)})",
            3 or 4 => $"({Boolean(depth - 1)} or {Boolean(depth - 1)})",
            5 => $"(not {Boolean(depth - 1)})",
            6 =>
                $"({Boolean(depth - 1)} {Pick("is true", "is not true", "is false", "is not false", "is unknown", "is not unknown")})",
            7 => $"coalesce({Boolean(depth - 1)}, {Boolean(depth - 1)})",
            8 => $"case when {Boolean(depth - 1)} then {Boolean(depth - 1)} else {Boolean(depth - 1)} end",
            9 => $"(({Boolean(depth - 1)}) {Pick("=", "<>")} {Pick("true", "false")})",
            10 => $"(select {Boolean(depth - 1)}{Pick("", "", " limit 0", " limit 1")})",
            _ => $"(({Boolean(depth - 1)}) {Pick("is null", "is not null")})",
        };
    }

    private string Leaf() =>
        _random.Next(12) switch
        {
            0 or 1 or 2 or 3 => $"{Column()} = {Key(2)}",
            10 => Pick(
                $"row({Column()}, owner) = any (array[row({Key(1)}, {Pick("'a'::text", "owner", "null::text")})])",
                $"({Column()}, owner) in (({Key(1)}, 'a'::text), ({Key(1)}, {Pick("owner", "null::text")}))",
                $"({Column()}, owner) is not distinct from ({Key(1)}, {Pick("owner", "null::text")})",
                $"case (tenant_id, owner) when ({Key(1)}, null::text) then true end",
                $"{Column()} = any (array[{Key(1)}, {Pick(Key(1), "null", "'b'")}])"
            ),
            11 => Pick(
                "tenant_id in (select many())",
                "tenant_id = (select many() limit 1)",
                $"tenant_id in (select {Key(1)})",
                $"tenant_id in (select {Key(1)} limit {Pick("0", "1")})",
                $"tenant_id not in (select {Key(1)})",
                "tenant_id = null",
                $"nullif({Key(1)}, tenant_id) is null",
                $"named = {Key(1)}",
                $"named is null or tenant_id = {Key(1)}"
            ),
            4 => $"{Column()} {Pick("<>", "is distinct from", "is not distinct from", "<", "like", ">=")} {Key(1)}",
            5 => $"{Column()} in ({Key(1)}, {Pick(Key(1), "'a'", "tenant_id")})",
            6 => $"({Column()}, 1) = ({Key(1)}, {Pick("1", "2")})",
            7 => Pick("tenant_id is null", "tenant_id is not null", "public", "not public", "public is null"),
            8 => $"{Key(1)} {Pick("is null", "is not null", "= ''", "= 'on'", "<> ''")}",
            _ => Pick(
                "true",
                "false",
                "null::boolean",
                "tenant_id = 'a'",
                "owner = tenant_id",
                "tenant_id = tenant_id",
                $"mine(tenant_id)",
                "mine(owner)",
                "open(tenant_id)",
                "tenant_id = any (array[getter()])",
                $"tenant_id = any (string_to_array({Bare}, ','))",
                "exists (select from member where member.tenant_id = t.tenant_id)",
                "tenant_id in (select m.tenant_id from member as m)"
            ),
        };

    private string Column() =>
        Pick(
            "tenant_id",
            "tenant_id",
            "tenant_id",
            "tenant_id::text",
            "t.tenant_id",
            "owner",
            "lower(tenant_id)",
            "tenant_id::varchar(1)",
            "tenant_id::tenant_name",
            "tenant_id::letter",
            "coalesce(tenant_id, owner)",
            "nullif(tenant_id, 'a')"
        );

    private string Key(int depth)
    {
        if (depth == 0)
        {
            return Pick(
                Bare,
                Bare,
                Bare,
                "getter()",
                "handled()",
                "looked()",
                Lookup(),
                Lookup(),
                "current_setting('app.other', true)",
                "null::text",
                "'b'",
                "tenant_id"
            );
        }

        return _random.Next(9) switch
        {
            0 => $"nullif({Key(depth - 1)}, '')",
            1 => $"coalesce({Key(depth - 1)}, {Key(depth - 1)})",
            2 => $"(select {Key(depth - 1)})",
            3 => $"({Key(depth - 1)})::{Pick("text", "varchar", "varchar(1)", "char(1)", "tenant_name", "letter")}",
            4 => $"case when {Boolean(0)} then {Key(depth - 1)} else {Key(depth - 1)} end",
            5 => Pick("upper", "lower", "reverse") + $"({Key(depth - 1)})",
            _ => Key(depth - 1),
        };
    }

    private string Lookup() =>
        $"(select {Pick("s.tenant_id", "s.tenant_id", "s.parent_id", "'a'::text", "max(s.tenant_id)")} from session as s"
        + $" where {Pick("s.name", "s.name", "s.name", "s.tenant_id", "t.owner")} = {Bare}"
        + $"{Pick("", "", "", " limit 0", " limit 1", " and s.parent_id is not null", " or s.name = 'b'")})";

    private string Pick(params string[] texts) => texts[_random.Next(texts.Length)];

    public override string ToString() => seed.ToString(CultureInfo.InvariantCulture);
}
