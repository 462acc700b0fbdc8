using System.Collections.Immutable;
using static Demo.Walk.Expectation;

namespace Demo.Chapters.Injection;

/// <summary>Looking for the secret: with it, an attacker would be whoever it wants.</summary>
internal static class SecretAttacks
{
    public static ImmutableArray<Attack> Signed { get; } =
    [
        new(
            "the signing key",
            "x' union all select k.id, encode(k.inner_pad, 'hex') from ringfence.signing_key as k --",
            Refused()
        ),
        new(
            "the seal key",
            "x' union all select encode(k.inner_pad, 'hex'), '' from ringfence.seal_key as k --",
            Refused()
        ),
        new(
            "the check of a session's seal, asked by hand",
            "x'; select ringfence.session_tenant('{blue}'), '' --",
            Refused()
        ),
        new("a key, made to order", "x'; select ringfence.new_key(), '' --", Refused()),
        new("the parameter that carries the token", "x'; select @ringfence_bind, '' --", Refused("42703")),
        new(
            "a token among the running statements",
            "x' union all select s.query, '' from pg_stat_activity as s where s.query like '%|r' || 'f1|%' --",
            NoRows
        ),
    ];

    public static ImmutableArray<Attack> Password { get; } =
    [
        new("a guess", "x'; select ringfence.set_tenant_id({blue}, 'guess')::text, ''; {read} --", Wrong),
        new("no password", "x'; select ringfence.set_tenant_id({blue}, null)::text, ''; {read} --", Wrong),
        new("the hash", "x' union all select p.id, p.hash from ringfence.password as p --", Refused()),
        new("a password, made to order", "x'; select ringfence.new_password(), '' --", Refused()),
        new(
            "the password among the running statements",
            "x' union all select s.query, '' from pg_stat_activity as s where s.query like '%r' || 'fp1.%' --",
            NoRows
        ),
        new("the sessions", "x' union all select s.tenant, '' from ringfence.session as s --", Refused()),
        new("the own session, made blue's", "x'; update ringfence.session set tenant = '{blue}' --", Refused()),
        new(
            "a session row made by hand",
            "x'; insert into ringfence.session values (pg_backend_pid(), now(), '{blue}') --",
            Refused()
        ),
    ];

    private static Walk.Expectation Wrong => Refused(reason: "password_wrong");
}
