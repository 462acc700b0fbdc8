using Ringfence.Sql;

namespace Ringfence.Contract;

/// <summary>A routine that the logins may call; there are no others that they may.</summary>
/// <param name="Signature">With its schema and the types of its arguments.</param>
/// <param name="Comment">What it does, for psql's <c>\df+</c>.</param>
/// <param name="ForAdmin">Whether the admin role may; it binds to no tenant, since it crosses them all.</param>
/// <param name="ForApplication">Whether the application role may.</param>
internal sealed record Routine(string Signature, string Comment, bool ForAdmin = false, bool ForApplication = true)
{
    /// <summary>The statements that say what it does and let its callers in.</summary>
    public IEnumerable<string> Opened(ContractRoles roles)
    {
        var callers = new[]
        {
            ForApplication ? roles.Application : null,
            ForAdmin ? roles.Admin : null,
        }.OfType<SqlName>();
        yield return $"comment on routine {Signature} is {new SqlLiteral(Comment).Quoted}";
        yield return $"grant execute on routine {Signature} to {string.Join(", ", callers.Select(role => role.Quoted))}";
    }
}
