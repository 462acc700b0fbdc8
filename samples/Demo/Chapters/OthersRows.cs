using System.Collections.Immutable;
using Demo.Services;
using Demo.Walk;
using static Demo.DemoTenant;
using static Demo.Walk.Expectation;

namespace Demo.Chapters;

internal static class OthersRows
{
    public static Chapter Write(Stage stage) =>
        new(
            "Another tenant's id",
            "Red has got hold of blue's ids. For red there is nothing behind them.",
            [.. Catalogue(stage, stage.Catalogue), .. Staff(stage)]
        );

    /// <summary>In any service that serves the catalogue.</summary>
    public static ImmutableArray<Step> Catalogue(Stage stage, RunningService service)
    {
        var path = $"/apis/{Blue.FirstApi}";
        var stolen = new { name = "mine", host = "mine.red.example" };
        var planted = new
        {
            name = "planted",
            host = "planted.red.example",
            tenantId = Blue.Id,
        };
        return
        [
            HttpStep.Get("red reads blue's API", service, stage.Red, path, Status(404)),
            Send("red changes it", stage, service, HttpMethod.Put, path, stolen, Status(404)),
            Send("red deletes it", stage, service, HttpMethod.Delete, path, null, Status(404)),
            HttpStep.Get("red lists its operations", service, stage.Red, $"{path}/operations", NoRows),
            Send(
                "red adds a version to it",
                stage,
                service,
                HttpMethod.Post,
                $"{path}/versions",
                new { label = "v3" },
                Status(404)
            ),
            Send("red inserts an API for blue", stage, service, HttpMethod.Post, "/apis", planted, Status(403)),
            Send(
                "red gives blue one of its own",
                stage,
                service,
                HttpMethod.Put,
                $"/apis/{Red.FirstApi}",
                planted,
                Status(403)
            ),
            BlueRows.Untouched(stage, service),
        ];
    }

    private static ImmutableArray<Step> Staff(Stage stage)
    {
        var planted = new
        {
            name = "Mole",
            email = "mole@red.example",
            salary = 1,
            tenantId = Blue.Number,
        };
        return
        [
            // The rows were made in order: those after red's are blue's.
            HttpStep.Get(
                "red reads blue's employee",
                stage.Staff,
                stage.Red,
                $"/employees/{Red.Employees + 1}",
                Status(404)
            ),
            HttpStep.Send(
                "red hires somebody for blue",
                stage.Staff,
                stage.Red,
                HttpMethod.Post,
                "/employees",
                planted,
                Status(403)
            ),
            BlueRows.Untouched(stage, stage.Staff),
        ];
    }

    private static Step Send(
        string caption,
        Stage stage,
        RunningService service,
        HttpMethod method,
        string path,
        object? body,
        Expectation expected
    ) => HttpStep.Send(caption, service, stage.Red, method, path, body, expected);
}
