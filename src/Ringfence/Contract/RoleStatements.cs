using System.Collections.Immutable;
using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>Creates the roles that are missing and gives them what they need, as far as the installer may.</summary>
internal static class RoleStatements
{
    public const string Nothing = "nosuperuser nocreatedb nocreaterole noreplication";

    public static void Write(
        ContractRoles roles,
        ServerFacts facts,
        ImmutableArray<string>.Builder statements,
        ImmutableArray<string>.Builder forSuperuser
    )
    {
        if (!facts.OwnerExists)
        {
            statements.Add(Ddl.Text($"create role {roles.Owner} nologin") + $" {Nothing}");
        }

        if (!facts.ApplicationExists)
        {
            statements.Add(Ddl.Text($"create role {roles.Application} login") + $" {Nothing}");
        }

        if (!facts.AdminExists)
        {
            statements.Add(Ddl.Text($"create role {roles.Admin} login") + $" {Nothing}");
        }

        if (!facts.AdminBypasses)
        {
            (facts.MayBypassRls ? statements : forSuperuser).Add(Ddl.Text($"alter role {roles.Admin} bypassrls"));
        }

        if (!facts.InstallerActsAsOwner)
        {
            statements.Add(
                Ddl.Text($"grant {roles.Owner} to {SqlName.Parse(facts.Installer)}")
                    + Options(facts, "with inherit true, set true")
            );
        }

        // The contract's definer functions run as the owner and must see when the session's backend started, which
        // PostgreSQL shows to members of the session's role only (chapter 28.2, "Viewing Statistics").
        if (!facts.OwnerSeesApplication)
        {
            statements.Add(
                Ddl.Text($"grant {roles.Application} to {roles.Owner}") + Options(facts, "with inherit true, set false")
            );
        }

        if (!facts.PublicMayConnect)
        {
            statements.Add(
                Ddl.Text(
                    $"grant connect on database {SqlName.Parse(facts.Database)} to {roles.Application}, {roles.Admin}"
                )
            );
        }

        if (facts.PublicMayCreateInPublic)
        {
            (facts.MayChangePublic ? statements : forSuperuser).Add("revoke create on schema public from public");
        }
    }

    /// <summary>What a grant of a role can say since 16; before, it always meant all of it.</summary>
    private static string Options(ServerFacts facts, string options) => facts.Major >= 16 ? $" {options}" : "";
}
