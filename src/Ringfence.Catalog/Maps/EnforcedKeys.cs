using System.Collections.Immutable;
using Ringfence.Catalog.Tables;

namespace Ringfence.Catalog.Maps;

/// <summary>Foreign keys as far as they may be relied on.</summary>
internal static class EnforcedKeys
{
    extension(Table table)
    {
        /// <summary>Those that the server enforces: <c>not enforced</c> (18) is a wish, and leads nowhere.</summary>
        public IEnumerable<Constraint> ForeignKeys =>
            table.Constraints.Where(one => one is { Kind: ConstraintKind.ForeignKey, IsEnforced: true });

        /// <summary>What to say of keys of these columns that rows from before may break; empty for nothing.</summary>
        public string Unvalidated(ImmutableArray<int> columns)
        {
            var names = table
                .ForeignKeys.Where(key => !key.IsValidated && key.Columns.Intersect(columns).Any())
                .Select(key => key.Name)
                .ToList();
            return names.Count == 0
                ? ""
                : $"; rows from before may break {string.Join(", ", names)}, which is not validated";
        }
    }
}
