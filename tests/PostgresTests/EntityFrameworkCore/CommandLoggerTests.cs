using Microsoft.EntityFrameworkCore.Diagnostics;
using Ringfence.EntityFrameworkCore.Binding;

namespace PostgresTests.EntityFrameworkCore;

/// <summary>
/// Where ours is the only interceptor, EF Core is told that there is none, and what it calls instead binds. A call that it
/// made in another way would be answered by its own class, and nobody would bind.
/// </summary>
public sealed class CommandLoggerTests
{
    private static readonly string[] Told = ["Executing", "Executed", "Error", "Canceled"];

    [Fact]
    public void All_that_EF_Core_tells_of_a_command_is_heard()
    {
        var map = typeof(BoundCommandLogger).GetInterfaceMap(typeof(IRelationalCommandDiagnosticsLogger));
        var heard = map
            .InterfaceMethods.Zip(map.TargetMethods)
            .Where(pair =>
                Told.Any(word =>
                    pair.First.Name.Replace("Async", "", StringComparison.Ordinal)
                        .EndsWith(word, StringComparison.Ordinal)
                )
            )
            .ToList();

        Assert.Equal(16, heard.Count);
        Assert.All(
            heard,
            pair =>
                Assert.True(
                    pair.Second.DeclaringType!.Assembly == typeof(BoundCommandLogger).Assembly,
                    $"{pair.First.Name} is EF Core's own"
                )
        );
    }
}
