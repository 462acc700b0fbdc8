using System.CommandLine;
using Ringfence.Contract;

namespace Ringfence.Cli;

/// <summary>What <c>ringfence init</c> is told of the contract; unsaid, it is as the library's own defaults are.</summary>
internal sealed class ContractArguments
{
    private static readonly ContractOptions Defaults = new();

    private readonly Option<TenantIdType> _tenantType = SharedOptions.Choice(
        "--tenant-type",
        "uuid, bigint, integer or text",
        Defaults.TenantIdType
    );

    private readonly Option<Binding> _binding = SharedOptions.Choice(
        "--binding",
        "signed, setting or password",
        Defaults.Binding
    );

    private readonly Option<string> _application = Name(
        "--app-role",
        "The login that services use",
        Defaults.ApplicationRole
    );

    private readonly Option<string> _admin = Name(
        "--admin-role",
        "The login that may cross tenants",
        Defaults.AdminRole
    );

    private readonly Option<string> _owner = Name(
        "--owner",
        "The role that owns the contract; it cannot log in",
        Defaults.Owner
    );

    private readonly Option<bool> _replaceBinding = Flag(
        "--replace-binding",
        "Change the installed contract's binding"
    );

    private readonly Option<bool> _listsTenants = Flag(
        "--application-lists-tenants",
        "Let the application role list the active tenants"
    );

    private readonly Option<bool> _temporaryTables = Flag(
        "--allow-temporary-tables",
        "Let services create temporary tables"
    );

    private readonly Option<bool> _largeObjects = Flag(
        "--allow-large-objects",
        "Let services use large objects, which no policy holds"
    );

    private readonly Option<bool> _sealOnly = Flag(
        "--seal-only",
        "Keep the bound tenant in a sealed setting, also where a parameter of superusers could hold it"
    );

    public IReadOnlyList<Option> All =>
        [
            _tenantType,
            _binding,
            _application,
            _admin,
            _owner,
            _replaceBinding,
            _listsTenants,
            _temporaryTables,
            _largeObjects,
            _sealOnly,
        ];

    public ContractOptions Read(ParseResult arguments) =>
        new()
        {
            TenantIdType = arguments.GetValue(_tenantType),
            Binding = arguments.GetValue(_binding),
            ApplicationRole = arguments.GetValue(_application)!,
            AdminRole = arguments.GetValue(_admin)!,
            Owner = arguments.GetValue(_owner)!,
            ReplaceBinding = arguments.GetValue(_replaceBinding),
            ApplicationListsTenants = arguments.GetValue(_listsTenants),
            AllowTemporaryTables = arguments.GetValue(_temporaryTables),
            AllowLargeObjects = arguments.GetValue(_largeObjects),
            SealOnly = arguments.GetValue(_sealOnly),
        };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static Option<string> Name(string name, string description, string value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
