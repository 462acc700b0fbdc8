using System.Collections.Immutable;
using Ringfence.Sql;

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
    ];

    /// <summary>What no other binding has, for a database that changes its binding.</summary>
    public static readonly ImmutableArray<string> Drops =
    [
        "drop function if exists ringfence.verify_token(text)",
        "drop function if exists ringfence.transaction_keeps_tenant(text)",
        "drop function if exists ringfence.seal(bytea)",
        "drop function if exists ringfence.new_key()",
        "drop function if exists ringfence.pad(bytea, integer)",
    ];

    public static ImmutableArray<string> Statements(TenantIdType type) =>
        [
            .. KeyFunctions.Statements,
            .. SessionFunctions.Statements,
            Seal,
            KeyFunctions.SealKeyRow,
            VerifyToken,
            TransactionKeepsTenant,
            Bind,
            SetTenant,
            SettingBinding.UnsetTenant,
            Tenant(type),
            SettingBinding.GetTenant,
        ];

    /// <summary>
    /// HMAC-SHA-256 under the seal key, cut to 128 bits, in hexadecimal. It and the functions below it that set no
    /// search path are called by pinned definer functions alone, and by no login.
    /// </summary>
    private const string Seal = """
        create or replace function ringfence.seal(sealed bytea) returns text
        language plpgsql stable as $seal$
        declare
            inner_pad bytea;
            outer_pad bytea;
        begin
            select k.inner_pad, k.outer_pad into strict inner_pad, outer_pad from ringfence.seal_key as k;
            return encode(substr(sha256(outer_pad || sha256(inner_pad || sealed)), 1, 16), 'hex');
        end
        $seal$
        """;

    /// <summary>
    /// The signature is checked before anything else of the token is believed. Both sides are hashed before they are
    /// compared, so that the time a comparison takes says nothing of the right one.
    /// </summary>
    private const string VerifyToken = """
        create or replace function ringfence.verify_token(token text, out tenant text, out expires bigint)
        language plpgsql stable as $verify_token$
        declare
            body text := substr(token, 66);
            inner_pad bytea;
            outer_pad bytea;
            backend text;
        begin
            select k.inner_pad, k.outer_pad into inner_pad, outer_pad
            from ringfence.signing_key as k
            where k.id = split_part(body, '|', 2) and (k.not_after is null or k.not_after > clock_timestamp());
            if inner_pad is null
                or sha256(convert_to(left(token, 65), 'UTF8')) <> sha256(convert_to(
                    encode(sha256(outer_pad || sha256(inner_pad || convert_to(body, 'UTF8'))), 'hex') || '|', 'UTF8'))
                or split_part(body, '|', 1) <> 'rf1'
            then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_forged',
                    message = 'Ringfence: this is no token signed with one of the database''s keys',
                    hint = 'Check that the service has the key that the last ''ringfence key rotate'' made.';
            end if;

            expires := split_part(body, '|', 3)::bigint;
            if expires <= extract(epoch from clock_timestamp()) then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_expired',
                    message = 'Ringfence: the token has expired',
                    hint = format('The server''s clock says %s: check the service''s.', clock_timestamp());
            end if;

            backend := split_part(body, '|', 4);
            if backend <> '' and backend is distinct from ringfence.backend() then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'token_foreign',
                    message = 'Ringfence: the token was made for another server process',
                    hint = 'Behind a pooler that moves connections, sign tokens without a backend.';
            end if;

            tenant := substr(body, length(split_part(body, '|', 3)) + length(backend)
                + length(split_part(body, '|', 2)) + 8);
        end
        $verify_token$
        """;

    /// <summary>
    /// A seal of this very transaction that names another tenant stops the bind; whatever else stands there does not. It
    /// stops accidents: who holds tokens of two tenants is both of them.
    /// </summary>
    private const string TransactionKeepsTenant = """
        create or replace function ringfence.transaction_keeps_tenant(tenant text) returns void
        language plpgsql stable as $transaction_keeps_tenant$
        declare
            bound text := current_setting('ringfence.tenant', true);
            body text := substr(bound, 34);
            separator integer := strpos(body, '|');
            sealed bytea;
        begin
            if left(bound, 1) = 't' and body <> tenant then
                sealed := timestamptz_send(now());
            elsif left(bound, 1) = 's' and substr(body, separator + 18) <> tenant
                and substr(body, separator + 1, 16) = encode(timestamptz_send(now()), 'hex')
            then
                sealed := timestamptz_send(ringfence.session_start());
            end if;

            if sealed is not null and substr(bound, 2, 32) = ringfence.seal(convert_to(left(bound, 1), 'UTF8')
                || int4send(pg_backend_pid()) || sealed || convert_to(body, 'UTF8'))
            then
                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'tenant_changed',
                    message = 'Ringfence: this transaction is bound to another tenant',
                    hint = 'End the transaction before binding to another tenant.';
            end if;
        end
        $transaction_keeps_tenant$
        """;

    private const string Bind = """
        create or replace procedure ringfence.bind(token text)
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $bind$
        declare
            verified record;
        begin
            select v.tenant, v.expires into verified from ringfence.verify_token(token) as v;
            perform ringfence.transaction_keeps_tenant(verified.tenant);
            perform set_config('ringfence.tenant', 't' || ringfence.seal(
                't'::bytea || int4send(pg_backend_pid()) || timestamptz_send(now())
                    || convert_to(verified.tenant, 'UTF8')
            ) || verified.tenant, true);
        end
        $bind$
        """;

    /// <summary>The seal's body: when the token expires, the transaction that called (16 digits), the tenant.</summary>
    private const string SetTenant = """
        create or replace function ringfence.set_tenant(token text) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $set_tenant$
        declare
            verified record;
            body text;
        begin
            select v.tenant, v.expires into verified from ringfence.verify_token(token) as v;
            perform ringfence.transaction_keeps_tenant(verified.tenant);
            body := verified.expires || '|' || encode(timestamptz_send(now()), 'hex') || '|' || verified.tenant;
            perform set_config('ringfence.tenant', 's' || ringfence.seal(
                's'::bytea || int4send(pg_backend_pid()) || timestamptz_send(ringfence.session_start())
                    || convert_to(body, 'UTF8')
            ) || body, false);
        end
        $set_tenant$
        """;

    /// <summary>
    /// The time of <c>now()</c> is the transaction's, and ties a seal to it. Two transactions of one server process share
    /// it only when one message of the simple protocol holds both: what its sender could read in the one is his in the
    /// other.
    /// </summary>
    private static string Tenant(TenantIdType type) =>
        Ddl.Text(
            $"""
            create or replace function ringfence.tenant() returns {type}
            language plpgsql stable parallel restricted security definer
            set search_path = pg_catalog, pg_temp as $tenant$
            declare
                bound text := current_setting('ringfence.tenant', true);
                body text;
            begin
                if bound is null or bound = '' then
                    return null;
                end if;

                body := substr(bound, 34);
                if left(bound, 1) = 't' then
                    if sha256(convert_to(substr(bound, 2, 32), 'UTF8')) = sha256(convert_to(ringfence.seal(
                        't'::bytea || int4send(pg_backend_pid()) || timestamptz_send(now())
                            || convert_to(body, 'UTF8')), 'UTF8'))
                    then
                        return body::{type};
                    end if;
                elsif left(bound, 1) = 's' then
                    if sha256(convert_to(substr(bound, 2, 32), 'UTF8')) = sha256(convert_to(ringfence.seal(
                        's'::bytea || int4send(pg_backend_pid()) || timestamptz_send(ringfence.session_start())
                            || convert_to(body, 'UTF8')), 'UTF8'))
                    then
                        if split_part(body, '|', 1)::bigint <= extract(epoch from clock_timestamp()) then
                            raise exception using errcode = '42501', schema = 'ringfence',
                                constraint = 'token_expired',
                                message = 'Ringfence: the token that this session was bound with has expired',
                                hint = 'Call ringfence.set_tenant with a new token whenever the connection is taken.';
                        end if;
                        return substr(body, strpos(body, '|') + 18)::{type};
                    end if;
                end if;

                raise exception using errcode = '42501', schema = 'ringfence', constraint = 'seal_foreign',
                    message = 'Ringfence: ringfence.tenant was not set by ringfence.bind in this transaction',
                    hint = 'Only ringfence.bind and ringfence.set_tenant may set it: they take a signed token.';
            end
            $tenant$
            """
        );
}
