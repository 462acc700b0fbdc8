using System.Collections.Immutable;

namespace Ringfence.Contract;

/// <summary>
/// Makes keys on the server, from its own random source, so that no secret ever travels in a statement or a parameter,
/// where a log could catch it: it travels once, in a result. For the owner alone.
/// </summary>
internal static class KeyFunctions
{
    /// <summary>Two uuids of version 4 have 244 random bits, three 366: more than the 256 that are kept.</summary>
    public const string RandomSecret = """
        create or replace function ringfence.random_secret() returns text
        language plpgsql set search_path = pg_catalog, pg_temp as $random_secret$
        begin
            return translate(encode(sha256(
                uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
            ), 'base64'), '+/=', '-_');
        end
        $random_secret$
        """;

    private const string Pad = """
        create or replace function ringfence.pad(secret bytea, filler integer) returns bytea
        language plpgsql immutable set search_path = pg_catalog, pg_temp as $pad$
        declare
            pad bytea := decode(repeat(lpad(to_hex(filler), 2, '0'), 64), 'hex');
        begin
            for i in 0 .. octet_length(secret) - 1 loop
                pad := set_byte(pad, i, get_byte(secret, i) # filler);
            end loop;
            return pad;
        end
        $pad$
        """;

    private const string NewKey = """
        create or replace function ringfence.new_key() returns text
        language plpgsql set search_path = pg_catalog, pg_temp as $new_key$
        declare
            id text := (select coalesce(max(k.id::integer), 0) + 1 from ringfence.signing_key as k);
            encoded text := ringfence.random_secret();
            secret bytea := decode(translate(encoded, '-_', '+/') || '=', 'base64');
        begin
            insert into ringfence.signing_key (id, inner_pad, outer_pad)
            values (id, ringfence.pad(secret, 54), ringfence.pad(secret, 92));
            return 'rfk1.' || id || '.' || encoded;
        end
        $new_key$
        """;

    public const string Drop = "drop function if exists ringfence.random_secret()";

    public static readonly ImmutableArray<string> Statements = [RandomSecret, Pad, NewKey];

    public const string SealKeyRow = """
        insert into ringfence.seal_key (inner_pad, outer_pad)
        select ringfence.pad(s.secret, 54), ringfence.pad(s.secret, 92)
        from (
            select pg_catalog.sha256(
                pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
                || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
            ) as secret
            offset 0
        ) as s
        on conflict (singleton) do nothing
        """;
}
