using System.Collections.Immutable;

namespace Ringfence.Contract;

/// <summary>
/// The signed binding. A token (see <see cref="Signing.SigningKey.Sign"/>) travels as a parameter to <c>bind</c>, which
/// checks it and leaves a seal in the session: the tenant, with a MAC under a key that never leaves the server, over the
/// backend and the transaction it holds for. SQL in the session can read the seal, but not the token, and the seal is
/// worth nothing in any other transaction.
/// </summary>
internal static class SignedBinding
{
    public static readonly ImmutableArray<Routine> Public =
    [
        .. SessionFunctions.Public,
        new("ringfence.bind(text)", "binds this transaction to the tenant that a token names"),
        new("ringfence.set_tenant(text)", "binds this session to the tenant that a token names"),
        ResettingBind.Public,
    ];

    /// <summary>What no other binding has, for a database that changes its binding.</summary>
    public static readonly ImmutableArray<string> Drops =
    [
        "drop function if exists ringfence.session_tenant(text)",
        "drop function if exists ringfence.refuse_token(text)",
        "drop function if exists ringfence.transaction_keeps(text)",
        "drop function if exists ringfence.new_key()",
        "drop function if exists ringfence.pad(bytea, integer)",
    ];

    public static ImmutableArray<string> Statements(TenantIdType type) =>
        [
            .. KeyFunctions.Statements,
            .. SessionFunctions.Statements,
            KeyFunctions.SealKeyRow,
            TransactionKeeps,
            RefuseToken,
            SessionTenant,
            Bind,
            ResettingBind.Statement("call ringfence.bind(token)"),
            SetTenant(KeepsTenant),
            SettingBinding.UnsetTenant,
            Tenant(type),
            SettingBinding.GetTenant,
        ];

    /// <summary>
    /// A seal: HMAC-SHA-256 under the seal key <c>s</c>, cut to 128 bits, in hexadecimal. What it seals begins with its
    /// form, so that the seal of a transaction is none of a session, nor that of a session one from before it had a key.
    /// </summary>
    private const string SealStart = "encode(substr(sha256(s.outer_pad || sha256(s.inner_pad || ";
    private const string SealEnd = ")), 1, 16), 'hex')";

    /// <summary>
    /// The time of <c>now()</c> is the transaction's, and ties a seal to it. Two transactions of one server process share
    /// it only when one message of the simple protocol holds both: what its sender could read in the one is his in the
    /// other.
    /// </summary>
    private const string ThisTransaction = "'t'::bytea || int4send(pg_backend_pid()) || timestamptz_send(now()) || ";
    private const string ThisSession =
        "'k'::bytea || int4send(pg_backend_pid()) || timestamptz_send(ringfence.session_start()) || ";

    /// <summary>
    /// Whether the token is genuine, whether its time has not passed, and whether it is for this server process. The
    /// signature comes first, and nothing else of a token is believed before; <c>case</c> keeps the order. Both sides
    /// are hashed before they are compared, so that the time a comparison takes says nothing of the right one.
    /// </summary>
    private const string Genuine = """
        sha256(convert_to(left(token, 64), 'UTF8')) = sha256(convert_to(encode(sha256(k.outer_pad
                        || sha256(k.inner_pad || convert_to(substr(token, 66), 'UTF8'))), 'hex'), 'UTF8'))
                    and split_part(token, '|', 2) = 'rf1'
                    and (k.not_after is null or k.not_after > clock_timestamp())
        """;

    /// <summary>The longest that a token may last, in seconds: 25 hours.</summary>
    private const string LongestLife = "90000";

    /// <summary>
    /// Whether the token's expiry is in the future and no further off than it may be: as one comparison, with the middle
    /// of the two, since a bind's price is its expressions.
    /// </summary>
    private const string Lasting =
        $"abs(split_part(token, '|', 4)::bigint - extract(epoch from clock_timestamp()) - {LongestLife} / 2)"
        + $" < {LongestLife} / 2";
    private const string Unexpired = "split_part(token, '|', 4)::bigint > extract(epoch from clock_timestamp())";
    private const string ForThisBackend =
        $"(split_part(token, '|', 5) = '' or split_part(token, '|', 5) = {SessionFunctions.BackendExpression})";

    /// <summary>What stands after the token's fifth separator: a text tenant may hold more of them.</summary>
    public const string TokenTenant =
        "(select substr(token, 73 + length(split_part(token, '|', 3)) + length(split_part(token, '|', 4))"
        + " + length(split_part(token, '|', 5))) as tenant offset 0)";

    /// <summary>In the order that is quick when all is well: in most transactions the bind is the first.</summary>
    public const string KeepsTenant =
        "(coalesce(current_setting('ringfence.tenant', true), '') = '' or ringfence.transaction_keeps(t.tenant))";

    /// <summary>
    /// A seal of this very transaction that names another tenant stops a bind; whatever else stands there does not. It
    /// stops accidents: who holds tokens of two tenants is both of them.
    /// </summary>
    private const string TransactionKeeps = $"""
        create or replace function ringfence.transaction_keeps(tenant text) returns boolean
        language plpgsql stable set search_path = pg_catalog, pg_temp as $transaction_keeps$
        declare
            bound text := current_setting('ringfence.tenant', true);
            body text := substr(bound, 34);
            separator integer := strpos(body, '|');
        begin
            if left(bound, 1) = 't' then
                return body = tenant or not exists (
                    select from ringfence.seal_key as s
                    where substr(bound, 2, 32) = {SealStart}{ThisTransaction}convert_to(body, 'UTF8'){SealEnd}
                );
            elsif left(bound, 1) = 's' and substr(body, separator + 1, 16) = encode(timestamptz_send(now()), 'hex') then
                return substr(body, separator + 19 + length(split_part(body, '|', 3))) = tenant or not exists (
                    select from ringfence.seal_key as s
                    where substr(bound, 2, 32) = {SealStart}{ThisSession}convert_to(body, 'UTF8'){SealEnd}
                );
            end if;
            return true;
        end
        $transaction_keeps$
        """;

    /// <summary>The end of a statement that takes a token: it does its work only if all is well with that.</summary>
    /// <param name="keepsTenant">What says whether the transaction keeps its tenant.</param>
    public static string IfAccepted(string keepsTenant) =>
        $"""
            where k.id = split_part(token, '|', 3) and case
                    when {Genuine}
                    then {Lasting} and {ForThisBackend} and {keepsTenant}
                end;
                if not found then
                    perform ringfence.refuse_token(token);
                end if;
            """;

    /// <summary>
    /// One statement does it all: the price of a function is its statements and expressions, each of which PL/pgSQL makes
    /// ready once a transaction; and its plan is made once, where the planner would find each token worth a new one. Only a
    /// token that is refused is looked at again, to say why.
    /// </summary>
    private static readonly string Bind = $"""
        create or replace procedure ringfence.bind(token text)
        language plpgsql security definer
        set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $bind$
        begin
            perform set_config('ringfence.tenant', 't' || {SealStart}{ThisTransaction}
                convert_to(t.tenant, 'UTF8'){SealEnd} || t.tenant, true)
            from ringfence.signing_key as k, ringfence.seal_key as s, lateral {TokenTenant} as t
            {IfAccepted(KeepsTenant)}
        end
        $bind$
        """;

    /// <summary>Says what is wrong with a token that was refused. Only definer functions call it.</summary>
    private const string RefuseToken = $"""
        create or replace function ringfence.refuse_token(token text) returns void
        language plpgsql stable set search_path = pg_catalog, pg_temp as $refuse_token$
        begin
            if not exists (
                select from ringfence.signing_key as k where k.id = split_part(token, '|', 3) and {Genuine}
            ) then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_forged',
                    message = 'Ringfence: this is no token signed with one of the database''s keys',
                    hint = 'Check that the service has the key that the last ''ringfence key rotate'' made.';
            elsif not {Unexpired} then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_expired',
                    message = 'Ringfence: the token has expired',
                    hint = format('The server''s clock says %s: check the service''s.', clock_timestamp());
            elsif not {Lasting} then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_too_long',
                    message = 'Ringfence: the token lasts for longer than 25 hours',
                    hint = 'Sign tokens that last for minutes, and a new one before each has expired.';
            elsif not {ForThisBackend} then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_foreign',
                    message = 'Ringfence: the token was made for another server process',
                    hint = 'Behind a pooler that moves connections, sign tokens without a backend: UnsafeTokensForAnyBackend.';
            elsif exists (select from ringfence.seal_key) then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'tenant_changed',
                    message = 'Ringfence: this transaction is bound to another tenant',
                    hint = 'End the transaction before binding to another tenant.';
            else
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'seal_key_missing',
                    message = 'Ringfence: the database has lost its seal key',
                    hint = 'Run ''ringfence init'' to make another.';
            end if;
        end
        $refuse_token$
        """;

    /// <summary>
    /// The seal's body: when the token expires, the transaction that called (16 digits), the id of the key, the tenant.
    /// </summary>
    public static string SetTenant(string keepsTenant) =>
        $"""
            create or replace function ringfence.set_tenant(token text) returns void
            language plpgsql security definer set search_path = pg_catalog, pg_temp as $set_tenant$
            begin
                perform set_config('ringfence.tenant', 's' || {SealStart}{ThisSession}
                    convert_to(b.body, 'UTF8'){SealEnd} || b.body, false)
                from ringfence.signing_key as k, ringfence.seal_key as s, lateral {TokenTenant} as t,
                    lateral (
                        select split_part(token, '|', 4) || '|' || encode(timestamptz_send(now()), 'hex') || '|' || k.id
                            || '|' || t.tenant as body
                        offset 0
                    ) as b
                {IfAccepted(keepsTenant)}
            end
            $set_tenant$
            """;

    /// <summary>The seal of the session form, and all that is wrong: what the getter leaves to it is rare.</summary>
    private const string SessionTenant = $"""
        create or replace function ringfence.session_tenant(bound text) returns text
        language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp as $session_tenant$
        declare
            body text := substr(bound, 34);
            key_valid boolean;
        begin
            select k.id is not null into key_valid
            from ringfence.seal_key as s
            left join ringfence.signing_key as k
                on k.id = split_part(body, '|', 3) and (k.not_after is null or k.not_after > clock_timestamp())
            where left(bound, 1) = 's' and sha256(convert_to(substr(bound, 2, 32), 'UTF8')) = sha256(convert_to(
                {SealStart}{ThisSession}convert_to(body, 'UTF8'){SealEnd}, 'UTF8'));
            if not found then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'seal_foreign',
                    message = 'Ringfence: ringfence.tenant was not set by ringfence.bind in this transaction',
                    hint = 'Only ringfence.bind and ringfence.set_tenant may set it: they take a signed token.';
            elsif not key_valid then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'key_revoked',
                    message = 'Ringfence: the key that signed this session''s token is not valid any more',
                    hint = 'Call ringfence.set_tenant with a token of the key that the last ''ringfence key rotate'' made.';
            elsif split_part(body, '|', 1)::bigint <= extract(epoch from clock_timestamp()) then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_expired',
                    message = 'Ringfence: the token that this session was bound with has expired',
                    hint = 'Call ringfence.set_tenant with a new token whenever the connection is taken.';
            end if;
            return substr(body, strpos(body, '|') + 19 + length(split_part(body, '|', 3)));
        end
        $session_tenant$
        """;

    private static string Tenant(TenantIdType type) =>
        $"""
            create or replace function ringfence.tenant() returns {type.SqlName()}
            language plpgsql stable parallel restricted security definer
            set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $tenant$
            begin
                return (
                    select case
                        when coalesce(b.bound, '') = '' then null
                        when left(b.bound, 1) = 't' and sha256(convert_to(substr(b.bound, 2, 32), 'UTF8')) = sha256(
                            convert_to({SealStart}{ThisTransaction}
                            convert_to(substr(b.bound, 34), 'UTF8'){SealEnd}, 'UTF8'))
                        then substr(b.bound, 34)::{type.SqlName()}
                        else ringfence.session_tenant(b.bound)::{type.SqlName()}
                    end
                    from ringfence.seal_key as s,
                        (select current_setting('ringfence.tenant', true) as bound offset 0) as b
                );
            end
            $tenant$
            """;
}
