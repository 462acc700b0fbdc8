using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Ringfence.Npgsql;

namespace Staff;

/// <summary>Employees. Not one statement says whose rows it means.</summary>
internal static class EmployeeEndpoints
{
    public static void MapEmployees(this IEndpointRouteBuilder app)
    {
        var employees = app.MapGroup("").WithTags("employees").RequireAuthorization();
        employees.MapGet("/employees", ListAsync).WithSummary("All employees of the caller's tenant.");
        employees.MapGet("/employees/{id:int}", FindAsync).WithSummary("One employee.");
        employees.MapPost("/employees", AddAsync).WithSummary("Adds an employee.");
        employees.MapGet("/payroll", SumAsync).WithSummary("What all employees earn together.");
    }

    private static async Task<Ok<IEnumerable<Employee>>> ListAsync(
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "select e.id, e.name, e.email, e.salary from employees as e order by e.id";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(
            await connection.QueryAsync<Employee>(new CommandDefinition(Sql, cancellationToken: cancellationToken))
        );
    }

    private static async Task<Results<Ok<Employee>, NotFound>> FindAsync(
        int id,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "select e.id, e.name, e.email, e.salary from employees as e where e.id = @id";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var command = new CommandDefinition(Sql, new { id }, cancellationToken: cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Employee>(command) is { } employee
            ? TypedResults.Ok(employee)
            : TypedResults.NotFound();
    }

    private static async Task<Results<Created<Employee>, ProblemHttpResult>> AddAsync(
        NewEmployee added,
        TenantDataSource source,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            insert into employees (tenant_id, name, email, salary)
            values (coalesce(@TenantId, ringfence.tenant()), @Name, @Email, @Salary)
            returning id, name, email, salary
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var command = new CommandDefinition(Sql, added, cancellationToken: cancellationToken);
            var employee = await connection.QuerySingleAsync<Employee>(command);
            return TypedResults.Created($"/employees/{employee.Id}", employee);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return TypedResults.Problem("The row is not the caller's to write.", statusCode: 403);
        }
    }

    private static async Task<Ok<Payroll>> SumAsync(TenantDataSource source, CancellationToken cancellationToken)
    {
        const string Sql = "select count(*) as employees, sum(e.salary) as salaries from employees as e";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(
            await connection.QuerySingleAsync<Payroll>(new CommandDefinition(Sql, cancellationToken: cancellationToken))
        );
    }
}
