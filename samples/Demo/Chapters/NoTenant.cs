using System.Collections.Immutable;
using Demo.Services;
using Demo.Walk;
using Playground;
using Ringfence;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using static Demo.Walk.Expectation;

namespace Demo.Chapters;

internal static class NoTenant
{
    private const string Apis = "select a.host from apis as a";
    private const string Employees = "select e.email from employees as e";

    public static Chapter Write(Stage stage) =>
        new(
            "Code that runs with no tenant",
            "The client refuses before anything is sent. Whoever goes around the client reads nothing and writes nothing.",
            [
                SqlStep.Read("a background task", stage.Catalogue.Source, null, Apis, Missing()),
                SqlStep.Read("a background task of the staff list", stage.Staff.Source, null, Employees, Missing()),
                Outlive(stage.Catalogue, stage.Red),
                Outlive(stage.Staff, stage.Red),
                .. Foreign(stage),
                Superuser(stage),
            ]
        );

    private static Expectation Missing() => Throws(nameof(TenantMissingException), "RF1001");

    /// <summary>The endpoint is wrong on purpose; it says what became of its work.</summary>
    private static Step Outlive(RunningService service, Caller caller) =>
        new(
            $"a task that outlives red's request ({service.Name})",
            $"POST {LateReport.Path}, then GET its outcome",
            Says($"{nameof(TenantMissingException)} RF1001"),
            async cancellationToken =>
            {
                var started = await service.SendAsync(
                    caller,
                    HttpMethod.Post,
                    LateReport.Path,
                    null,
                    cancellationToken
                );
                return await service.SendAsync(caller, HttpMethod.Get, started.Location, null, cancellationToken);
            }
        );

    private static ImmutableArray<Step> Foreign(Stage stage)
    {
        var (catalogue, staff) = (stage.Catalogue.Database.Foreign, stage.Staff.Database.Foreign);
        const string Insert =
            "insert into apis (tenant_id, name, host) values ('22222222-2222-4222-8222-222222222222', 'a', 'b')";
        return
        [
            SqlStep.Foreign("psql, say, as the application role", catalogue, Apis, NoRows),
            SqlStep.Foreign("it inserts", catalogue, "insert into apis (name, host) values ('a', 'b')", Refused()),
            SqlStep.Foreign("it inserts for blue", catalogue, Insert, Refused()),
            SqlStep.Foreign("it updates", catalogue, "update apis set name = 'mine'", Says("0 rows changed")),
            SqlStep.Foreign("it deletes", catalogue, "delete from apis", Says("0 rows changed")),
            SqlStep.Foreign("the same in the staff list", staff, Employees, NoRows),
            SqlStep.Foreign("it deletes", staff, "delete from employees", Says("0 rows changed")),
            BlueRows.Untouched(stage, stage.Catalogue),
            BlueRows.Untouched(stage, stage.Staff),
        ];
    }

    /// <summary>No policy binds a superuser, so no service may be one.</summary>
    private static Step Superuser(Stage stage) =>
        new(
            "a service that is set up to connect as the superuser",
            "TenantDataSource.OpenConnectionAsync()",
            Throws(nameof(PrivilegedRoleException), "RF3001"),
            async cancellationToken =>
            {
                var database = stage.Catalogue.Database;
                await using var source = TenantDataSource.Create(
                    database.SuperuserConnectionString,
                    database.SourceOptions()
                );
                return await SqlStep.TryAsync(async () =>
                {
                    await using var connection = await source.OpenConnectionAsync(cancellationToken);
                    return new() { Text = "it is served" };
                });
            }
        );
}
