using System.Collections.Immutable;
using Demo.Walk;
using static Demo.DemoTenant;
using static Demo.Walk.Expectation;

namespace Demo.Chapters.Injection;

/// <summary>Red leaves something on the pooled connection for the next tenant that gets it.</summary>
internal static class Trap
{
    public static ImmutableArray<Step> Steps(Stage stage, Prey prey)
    {
        var (path, rows) = prey.IsStaff ? ("/employees", Blue.Employees) : ("/apis", Blue.Apis);
        return
        [
            prey.Step(
                new(
                    "a trap: a temporary table of the same name",
                    "x'; create temp table {table} (like {table}) --",
                    Refused()
                )
            ),
            HttpStep.Get("blue, next on that connection", prey.Service, stage.Blue, path, Rows(Blue, rows)),
        ];
    }
}
