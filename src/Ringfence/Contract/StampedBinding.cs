using System.Collections.Immutable;

namespace Ringfence.Contract;

/// <summary>
/// The signed binding where the owner may set <see cref="Parameter"/>, which nobody but superusers may otherwise: then
/// <c>bind</c> leaves the tenant there, as a stamp, in place of a seal. Whoever cannot write a parameter cannot forge what it
/// holds, so that the getter has no more to do than to read it.
/// </summary>
/// <remarks>
/// The parameter takes the names of C functions whose errors are to carry a backtrace (chapter 20.17, "Developer
/// Options"); no function has the name of a stamp. <c>grant set on parameter</c> is there since 15 (chapter 5.7,
/// "Privileges").
/// </remarks>
internal static class StampedBinding
{
    public const string Parameter = "backtrace_functions";

    /// <summary>The first version that can grant a parameter.</summary>
    public const int FirstMajor = 15;

    /// <summary>The last thing of a contract without stamps: what is above it used the function.</summary>
    public const string Drop = "drop function if exists ringfence.session_tenant()";

    public const string Lock = "lock table pg_catalog.pg_parameter_acl in share row exclusive mode";

    /// <summary>What a stamp begins with; no function of the server's does.</summary>
    public const string Prefix = "ringfence_";
    private const string Current = $"current_setting('{Parameter}')";

    private static readonly Routine Session = new(
        "ringfence.session_tenant()",
        "the tenant of this session; for ringfence.tenant() to call",
        ForAdmin: true
    );

    /// <summary>Gives the parameter to the owner, as far as the installer may.</summary>
    /// <returns>Whether the owner has it then, and stamps are what the contract is to leave.</returns>
    public static bool Grant(
        ContractOptions options,
        ContractRoles roles,
        ServerFacts facts,
        ImmutableArray<string>.Builder statements,
        ImmutableArray<string>.Builder forSuperuser
    )
    {
        if (options is not { Binding: Binding.Signed, SealOnly: false } || facts.Major < FirstMajor)
        {
            return false;
        }

        if (facts.OwnerMayStamp)
        {
            return true;
        }

        var grant = $"grant set on parameter {Parameter} to {roles.Owner.Quoted}";
        if (!facts.Superuser)
        {
            forSuperuser.Add(grant);
            return false;
        }

        // Two installations at once, in two databases of the server, would both change the parameter's row, and the second
        // would fail: it waits instead.
        statements.Add(Lock);
        statements.Add(grant);
        return true;
    }

    /// <summary>In place of those of the signed binding, after them, to run as the owner.</summary>
    public static ImmutableArray<string> WriteObjects(ContractOptions options)
    {
        var roles = ContractRoles.Of(options);
        var type = options.TenantIdType;
        return
        [
            SessionTenant,
            $"revoke all on routine {Session.Signature} from public, {roles.Application.Quoted}, {roles.Admin.Quoted}",
            .. Session.Opened(roles),
            Bind(type),
            SignedBinding.SetTenant(KeepsTenant(type)),
            UnsetTenant,
            Tenant(type),
        ];
    }

    /// <summary>The tenant in letters that the parameter takes.</summary>
    private static string Stamp(TenantIdType type) =>
        $"'{Prefix}' || "
        + type switch
        {
            TenantIdType.Uuid => "replace(t.tenant, '-', '')",
            TenantIdType.Text => "encode(convert_to(t.tenant, 'UTF8'), 'hex')",
            _ => "t.tenant",
        };

    /// <summary>
    /// Whether this transaction is bound to no other tenant, by a stamp or by a session's seal that it was bound to.
    /// </summary>
    private static string KeepsTenant(TenantIdType type) =>
        $"(left({Current}, {Prefix.Length}) <> '{Prefix}' or {Current} = {Stamp(type)})"
        + $" and {SignedBinding.KeepsTenant}";

    /// <summary>For the transaction, as all that <c>set local</c> sets: the next one begins without.</summary>
    private static string Bind(TenantIdType type) =>
        $"""
            create or replace procedure ringfence.bind(token text)
            language plpgsql security definer
            set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $bind$
            begin
                perform set_config('{Parameter}', {Stamp(type)}, true)
                from ringfence.signing_key as k, lateral {SignedBinding.TokenTenant} as t
                {SignedBinding.IfAccepted(KeepsTenant(type))}
            end
            $bind$
            """;

    /// <summary>
    /// As the owner, who may set the parameter; and only where there is a stamp, so that a session is unbound also when the
    /// owner has lost that right, and keeps what else stands in the parameter.
    /// </summary>
    private static readonly string UnsetTenant = $"""
        create or replace function ringfence.unset_tenant() returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $unset_tenant$
        begin
            perform set_config('ringfence.tenant', '', false);
            if left({Current}, {Prefix.Length}) = '{Prefix}' then
                perform set_config('{Parameter}', null, false);
            end if;
        end
        $unset_tenant$
        """;

    /// <summary>What the getter leaves to it is rare: the session form, and what SQL wrote itself.</summary>
    private const string SessionTenant = """
        create or replace function ringfence.session_tenant() returns text
        language plpgsql stable parallel restricted security definer
        set search_path = pg_catalog, pg_temp as $session_tenant$
        begin
            return ringfence.session_tenant(current_setting('ringfence.tenant', true));
        end
        $session_tenant$
        """;

    /// <summary>
    /// Without a search path of its own, since its names were bound when it was made (an SQL-standard body, chapter
    /// 38.5), and so that it is inlined: the getter of a prepared statement costs what reading a parameter does.
    /// </summary>
    private static string Tenant(TenantIdType type)
    {
        var stamped = $"pg_catalog.substr(pg_catalog.{Current}, {Prefix.Length + 1})";
        var name = type.SqlName();
        var tenant =
            type == TenantIdType.Text
                ? $"pg_catalog.convert_from(pg_catalog.decode({stamped}, 'hex'), 'UTF8')"
                : $"{stamped}::{name}";
        return $"""
            create or replace function ringfence.tenant() returns {name}
            language sql stable parallel restricted
            return case
                when pg_catalog.left(pg_catalog.{Current}, {Prefix.Length}) = '{Prefix}' then {tenant}
                when coalesce(pg_catalog.current_setting('ringfence.tenant', true), '') <> ''
                then ringfence.session_tenant()::{name}
            end
            """;
    }
}
