using Ringfence.Audit.Subjects;
using Ringfence.Catalog.Privileges;
using Ringfence.Sql;

namespace Ringfence.Audit.Rules.Roles;

/// <summary>services can create in a schema that others use.</summary>
internal sealed class CreateInSchema() : Rule("RF111", Severity.Warning)
{
    public override IEnumerable<Finding> Find(AuditSubject subject)
    {
        var held = subject.Tables.Select(table => table.Table.Schema).ToHashSet(StringComparer.Ordinal);
        foreach (var schema in subject.CreatableSchemas.Where(s => held.Contains(s.Name) || s.Name == "public"))
        {
            // That services own the schema is the cause, and another rule's.
            var @object = new AuditObject("schema", QualifiedName.Quote(schema.Name));
            if (
                held.Contains(schema.Name)
                && subject.Roles.Has(schema.Owner)
                && (!subject.IsOwned(schema.Owner) || subject.Tells<ApplicationOwnsContainer>(@object))
            )
            {
                continue;
            }

            var grantees = subject.Roles.Grantees(schema.Grants, PrivilegeSet.Create, schema.Owner);
            yield return At(
                @object,
                "services can create in a schema that others look names up in: a function or table of theirs is found "
                    + "where another was meant",
                grantees.IsEmpty
                    ? null
                    : string.Join(
                        ";\n",
                        grantees.Select(grantee =>
                            Ddl.Text(
                                $"revoke create on schema {SqlName.Parse(schema.Name)} from {subject.Roles.Grantee(grantee)}"
                            )
                        )
                    )
            );
        }
    }
}
