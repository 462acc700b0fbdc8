using Conventions.Projects;

namespace Conventions.Api;

public sealed class ApiConventionsTests
{
    [Fact]
    public void Every_library_keeps_the_conventions_of_the_public_api()
    {
        var libraries = ProjectFile
            .OfRepository("src/")
            .Where(project => !project.IsExecutable && Symbols.Knows(project.Name))
            .Select(project => Symbols.Of(project.Name))
            .ToList();

        var found = libraries.SelectMany(ApiConventions.Violations).Concat(ApiConventions.Stale(libraries));

        Verdict.Clean(found);
    }

    [Theory]
    [InlineData("public sealed class A { public Task Run() => null!; }", "does not end in Async")]
    [InlineData("public sealed class A { public ValueTask<int> Run() => default; }", "does not end in Async")]
    [InlineData("public interface IA { Task Run(); }", "does not end in Async")]
    [InlineData("public sealed class A { public int Count; }", "mutable field")]
    [InlineData("public sealed class A { public static int Count; }", "mutable field")]
    [InlineData("public class A { }", "not sealed")]
    [InlineData("public record A;", "not sealed")]
    [InlineData("public static class Outer { public class A { } }", "not sealed")]
    [InlineData("public sealed class A { public int Count { get; set; } }", "has a setter")]
    [InlineData("public abstract class A { public int Count { get; protected set; } }", "has a setter")]
    [InlineData("public sealed class A { public void B(CancellationToken ct) { } }", "comes last")]
    [InlineData(
        "public sealed class A { public void B(CancellationToken cancellationToken, int n) { } }",
        "comes last"
    )]
    [InlineData("public sealed class A { public A(CancellationToken token) { } }", "comes last")]
    [InlineData("public delegate void A(CancellationToken cancellationToken, int n);", "comes last")]
    public void A_promise_that_breaks_a_convention_is_a_violation(string code, string violation)
    {
        var assembly = Symbols.Compile(code);

        var found = ApiConventions.Violations(assembly);

        Assert.Contains(violation, Assert.Single(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public sealed class A { public Task RunAsync(CancellationToken cancellationToken) => null!; }")]
    [InlineData("public sealed class AOptions { public int Count { get; set; } }")]
    [InlineData(
        "public sealed class A { public required int Count { get; init; } public int B { get; private set; } }"
    )]
    [InlineData("public sealed class A { public const int B = 1; public static readonly int C = 2; }")]
    [InlineData("public abstract class A { } public static class B { } public readonly record struct C;")]
    [InlineData("internal class A { public int Count; public Task Run() => null!; }")]
    [InlineData("public delegate Task A(CancellationToken cancellationToken);")]
    [InlineData(
        "public sealed class A : System.IO.StringWriter { public override string NewLine { get; set; } = null!; }"
    )]
    [InlineData(
        "public sealed class A : System.Collections.IEnumerator { public object Current => 1; public bool MoveNext() => true; public void Reset() { } }"
    )]
    [InlineData(
        "public sealed class A : System.Data.IDbTransaction { public System.Data.IDbConnection? Connection => null; public System.Data.IsolationLevel IsolationLevel => 0; public void Commit() { } public void Rollback() { } public void Dispose() { } }"
    )]
    public void A_promise_that_keeps_the_conventions_is_none(string code)
    {
        var assembly = Symbols.Compile(code);

        var found = ApiConventions.Violations(assembly);

        Assert.Empty(found);
    }
}
