namespace Ringfence.Contract;

/// <summary>
/// What a service may know of the secrets in force: how old the newest is, until when it is valid, and how many are. For
/// a health check; never the secret.
/// </summary>
internal static class KeyFacts
{
    public static readonly Routine Public = new(
        "ringfence.key_facts()",
        "the newest valid key or password, without its secret, and how many are valid; no row where none is needed"
    );

    /// <summary>One row, with nulls where no secret is valid; no row under the setting binding, which has none.</summary>
    public static string Function(Binding binding) =>
        binding switch
        {
            Binding.Signed => Text(Newest("ringfence.signing_key")),
            Binding.Password => Text(Newest("ringfence.password")),
            Binding.Setting => Text("return;"),
            _ => throw new ArgumentOutOfRangeException(nameof(binding), binding, message: null),
        };

    private static string Text(string body) =>
        $"""
            create or replace function ringfence.key_facts(
                out id text, out created_at timestamptz, out not_after timestamptz, out valid integer
            ) returns setof record
            language plpgsql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $key_facts$
            begin
                {body}
            end
            $key_facts$
            """;

    private static string Newest(string table) =>
        $"""
            return query
                with k as (
                    select s.id, s.created_at, s.not_after
                    from {table} as s
                    where s.not_after is null or s.not_after > clock_timestamp()
                ),
                newest as (
                    select k.id, k.created_at, k.not_after from k order by k.created_at desc, k.id::integer desc limit 1
                )
                select n.id, n.created_at, n.not_after, (select count(*) from k)::integer
                from (select) as one left join newest as n on true;
            """;
}
