using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ringfence;
using Ringfence.Npgsql.Tenants;
using Ringfence.Testing.Databases;

namespace WebTests.Database;

/// <summary>The sample of ASP.NET Core Identity, whose users belong to tenants.</summary>
public sealed class AccountsTests(PostgresFixture postgres)
{
    private const string Password = "Correct-horse-1";
    private const string Ada = "ada@example.com";

    private static readonly TenantId Red = TenantId.From(new Guid(1, 0, 4, [8, 0, 0, 0, 0, 0, 0, 1]));
    private static readonly TenantId Blue = TenantId.From(new Guid(2, 0, 4, [8, 0, 0, 0, 0, 0, 0, 2]));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_address_is_a_user_of_each_tenant()
    {
        await using var database = await CreateAsync();
        await using var app = await StartAsync(database);
        using var client = app.GetTestClient();

        Assert.Equal(HttpStatusCode.OK, await RegisterAsync(client, Red, Ada, Password));
        Assert.Equal(HttpStatusCode.OK, await RegisterAsync(client, Blue, Ada, "Another-horse-2"));
        Assert.Equal(HttpStatusCode.BadRequest, await RegisterAsync(client, Red, Ada, Password));

        Assert.NotNull(await SignInAsync(client, Red, Ada, Password));
        Assert.Null(await SignInAsync(client, Blue, Ada, Password));
        Assert.NotNull(await SignInAsync(client, Blue, Ada, "Another-horse-2"));
    }

    [Fact]
    public async Task A_user_sees_the_members_of_their_tenant_and_no_other()
    {
        await using var database = await CreateAsync();
        await using var app = await StartAsync(database);
        using var client = app.GetTestClient();
        await RegisterAsync(client, Red, Ada, Password);
        await RegisterAsync(client, Red, "grace@example.com", Password);
        await RegisterAsync(client, Blue, "alan@example.com", Password);

        var red = await SignInAsync(client, Red, Ada, Password);
        var blue = await SignInAsync(client, Blue, "alan@example.com", Password);

        Assert.Equal("[\"ada@example.com\",\"grace@example.com\"]", await GetAsync(client, Red, red, "/members"));
        Assert.Equal("[\"alan@example.com\"]", await GetAsync(client, Blue, blue, "/members"));
    }

    [Fact]
    public async Task A_user_of_another_tenant_is_not_found_by_id_and_gets_no_role()
    {
        await using var database = await CreateAsync();
        await using var app = await StartAsync(database);
        using var client = app.GetTestClient();
        await RegisterAsync(client, Red, Ada, Password);
        await RegisterAsync(client, Red, "grace@example.com", Password);
        await RegisterAsync(client, Blue, "alan@example.com", Password);
        await MakeAdminAsync(database, Ada);
        var red = await SignInAsync(client, Red, Ada, Password);
        var grace = await SignInAsync(client, Red, "grace@example.com", Password);
        var (graceId, alanId) = (
            await IdAsync(database, "grace@example.com"),
            await IdAsync(database, "alan@example.com")
        );

        Assert.Equal("\"grace@example.com\"", await GetAsync(client, Red, red, $"/members/{graceId}"));
        Assert.Equal("404", await GetAsync(client, Red, red, $"/members/{alanId}"));

        Assert.Equal(HttpStatusCode.Forbidden, await GiveRoleAsync(client, Red, grace, graceId));
        Assert.Equal(HttpStatusCode.NoContent, await GiveRoleAsync(client, Red, red, graceId));
        Assert.Equal(HttpStatusCode.NotFound, await GiveRoleAsync(client, Red, red, alanId));
        Assert.Equal("[\"admin\"]", await GetAsync(client, Red, grace, "/members/me/roles"));
        Assert.Equal(2L, await CountAsync(database, "select count(*) from \"AspNetUserRoles\""));
    }

    [Fact]
    public async Task A_token_of_one_tenant_finds_nobody_at_the_door_of_another()
    {
        await using var database = await CreateAsync();
        await using var app = await StartAsync(database);
        using var client = app.GetTestClient();
        await RegisterAsync(client, Red, Ada, Password);
        await RegisterAsync(client, Blue, Ada, Password);
        var red = await SignInAsync(client, Red, Ada, Password);

        Assert.Contains(Ada, await GetAsync(client, Red, red, "/manage/info"), StringComparison.Ordinal);
        Assert.Equal("404", await GetAsync(client, Blue, red, "/manage/info"));
        Assert.Equal("403", await GetAsync(client, Blue, red, "/members"));
    }

    [Fact]
    public async Task A_door_of_no_tenant_is_closed()
    {
        await using var database = await CreateAsync();
        await using var app = await StartAsync(database);
        using var client = app.GetTestClient();
        var nobody = TenantId.From(Guid.NewGuid());

        Assert.Equal(HttpStatusCode.NotFound, await RegisterAsync(client, nobody, Ada, Password));
        Assert.Equal(0L, await CountAsync(database, "select count(*) from \"AspNetUsers\""));
        Assert.Equal("401", await GetAsync(client, Red, token: null, "/members"));
    }

    private async Task<TestDatabase> CreateAsync()
    {
        var database = await postgres.CreateDatabaseAsync(
            new() { Schema = "grant create on schema public to ringfence_owner" }
        );
        var owner = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString)
        {
            Database = database.Name,
            Options = "-c role=ringfence_owner",
        };
        await AccountsService.MigrateAsync(owner.ConnectionString, Cancellation);
        var registry = new TenantRegistry(database.Superuser);
        await registry.RegisterAsync(Red, cancellationToken: Cancellation);
        await registry.RegisterAsync(Blue, cancellationToken: Cancellation);
        return database;
    }

    private static async Task<WebApplication> StartAsync(TestDatabase database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:Accounts", database.ApplicationConnectionString),
            new("Ringfence:SigningKey", database.Secret),
        ]);
        var app = AccountsService.Build(builder);
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task<HttpStatusCode> RegisterAsync(
        HttpClient client,
        TenantId tenantId,
        string email,
        string password
    )
    {
        var address = Address(tenantId, "/register");
        using var answer = await client.PostAsJsonAsync(address, new { email, password }, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>The token; null where the caller is not let in.</summary>
    private static async Task<string?> SignInAsync(HttpClient client, TenantId tenantId, string email, string password)
    {
        var address = Address(tenantId, "/login");
        using var answer = await client.PostAsJsonAsync(address, new { email, password }, Cancellation);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return body.GetProperty("accessToken").GetString();
    }

    /// <summary>The body; the status where it is no success.</summary>
    private static async Task<string> GetAsync(HttpClient client, TenantId tenantId, string? token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(tenantId, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(Cancellation)
            : $"{(int)answer.StatusCode}";
    }

    private static async Task<HttpStatusCode> GiveRoleAsync(
        HttpClient client,
        TenantId tenantId,
        string? token,
        string id
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Address(tenantId, $"/members/{id}/roles/admin"));
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static Uri Address(TenantId tenantId, string path) => new($"http://{tenantId}.accounts.example{path}");

    private static async Task<string> IdAsync(TestDatabase database, string email)
    {
        await using var command = database.Superuser.CreateCommand(
            "select u.\"Id\" from \"AspNetUsers\" as u where u.\"Email\" = $1"
        );
        command.Parameters.Add(new() { Value = email });
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static Task<object?> MakeAdminAsync(TestDatabase database, string email) =>
        CountAsync(
            database,
            $"""
            with role as (
                insert into "AspNetRoles" ("TenantId", "Id", "Name", "NormalizedName")
                select u."TenantId", 'first', 'admin', 'ADMIN' from "AspNetUsers" as u where u."Email" = '{email}'
                returning "TenantId", "Id"
            )
            insert into "AspNetUserRoles" ("TenantId", "UserId", "RoleId")
            select u."TenantId", u."Id", r."Id" from "AspNetUsers" as u, role as r where u."Email" = '{email}'
            """
        );

    private static async Task<object?> CountAsync(TestDatabase database, string sql)
    {
        await using var command = database.Superuser.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
