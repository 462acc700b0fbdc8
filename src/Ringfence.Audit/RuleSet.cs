using System.Collections.Immutable;
using Ringfence.Audit.Rules.Grants;
using Ringfence.Audit.Rules.Keys;
using Ringfence.Audit.Rules.Operations;
using Ringfence.Audit.Rules.Policies;
using Ringfence.Audit.Rules.Roles;
using Ringfence.Audit.Rules.Routines;
using Ringfence.Audit.Rules.Speed;
using Ringfence.Audit.Rules.Tables;
using Ringfence.Audit.Rules.Versions;

namespace Ringfence.Audit;

/// <summary>All rules. A new one is its class, its page, and a line here.</summary>
internal static class RuleSet
{
    private static readonly ImmutableArray<Rule> Rules =
    [
        new ApplicationIsSuperuser(),
        new ApplicationBypassesPolicies(),
        new BypassInReach(),
        new ApplicationOwnsTable(),
        new ApplicationOwnsContainer(),
        new PowerfulMembership(),
        new ReplicationOrRoles(),
        new StatisticsRole(),
        new StartingSettings(),
        new MigrationLogin(),
        new CreateInSchema(),
        new NoRowSecurity(),
        new PoliciesSwitchedOff(),
        new NotForced(),
        new NoPermissivePolicy(),
        new UnclassifiedTable(),
        new PartitionInReach(),
        new InheritedChildInReach(),
        new ForeignTableInReach(),
        new DefaultPrivileges(),
        new TenantColumnNullable(),
        new ConstantTenantDefault(),
        new TenantColumnType(),
        new NoKeyToRoot(),
        new PublishedTable(),
        new LargeObjectsInReach(),
        new CopyWithoutTenant(),
        new SequenceInReach(),
        new RowsOfOtherTenants(),
        new OpenWhenUnbound(),
        new SettingOpensPolicy(),
        new SeveralKeys(),
        new CheckWeakerThanUsing(),
        new PolicyUndecided(),
        new CommandNotCovered(),
        new InertPolicy(),
        new RoleOpensPolicy(),
        new LiteralTenant(),
        new RoleIsTheKey(),
        new DifferentKeys(),
        new PatternCompare(),
        new PlantedRows(),
        new RecursivePolicy(),
        new ImmutableGetter(),
        new ReplaceableFunction(),
        new VolatileGetter(),
        new NullTenantPasses(),
        new UnboundIsAnError(),
        new DuplicatePolicy(),
        new WeakTenantComparison(),
        new ChangedPolicy(),
        new NoOwnTenant(),
        new DefinerView(),
        new MaterializedViewInReach(),
        new ViewWithoutBarrier(),
        new RuleWritesAsOwner(),
        new TriggerGranted(),
        new ViewWithoutCheck(),
        new DefinerFunctionInReach(),
        new DefinerSearchPath(),
        new DynamicSqlInDefiner(),
        new LeakproofFunction(),
        new EscapeInReach(),
        new DefinerTrigger(),
        new UntrustedLanguage(),
        new DefinerChecksCaller(),
        new KeyWithoutTenant(),
        new KeyChangesOtherTenants(),
        new UniqueWithoutTenant(),
        new RowsAcross(),
        new TruncateGranted(),
        new SchemaPrivilegeGranted(),
        new GrantedToPublic(),
        new GrantOption(),
        new ColumnGrant(),
        new ContractSecretsInReach(),
        new StampsInReach(),
        new PlainSettingKey(),
        new SessionBindingPooled(),
        new ParallelPid(),
        new PidOnlyKey(),
        new SecretsInLogs(),
        new LastingSignature(),
        new BackupRoleBound(),
        new MigrationRoleBound(),
        new CronBypassesPolicies(),
        new NoLeadingIndex(),
        new GetterNotHoisted(),
        new OrShapedPolicy(),
        new SeveralPermissivePolicies(),
        new ParallelUnsafeGetter(),
        new KeyWithoutIndex(),
        new RowSecurityFix(),
        new CodeExecutionFix(),
        new EndOfLife(),
    ];

    public static ImmutableArray<Rule> All => Rules;

    public static TRule Of<TRule>()
        where TRule : Rule => Rules.OfType<TRule>().Single();

    /// <summary>The rule of this id or name; null where there is none.</summary>
    public static Rule? Find(string idOrName) =>
        All.FirstOrDefault(rule =>
            string.Equals(rule.Id, idOrName, StringComparison.OrdinalIgnoreCase)
            || string.Equals(rule.Name, idOrName, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The rules of these names, or all where none is named, but for the skipped ones.</summary>
    public static ImmutableArray<Rule> Choose(IReadOnlyCollection<string> only, IReadOnlyCollection<string> skip)
    {
        var chosen = only.Select(Find).ToHashSet();
        var skipped = skip.Select(Find).ToHashSet();
        return [.. All.Where(rule => (chosen.Count == 0 || chosen.Contains(rule)) && !skipped.Contains(rule))];
    }
}
