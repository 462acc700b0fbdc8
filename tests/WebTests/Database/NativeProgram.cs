using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ringfence.Testing.Databases;

namespace WebTests.Database;

/// <summary>The published native sample, as a process of its own.</summary>
internal sealed class NativeProgram : IAsyncDisposable
{
    private const string Issuer = "https://issuer.invalid";
    private const string Listening = "Now listening on: ";
    private const string Scheme = "Authentication__Schemes__Bearer__";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Process _process;
    private readonly HttpClient _client = new();

    private NativeProgram(string path, TestDatabase database)
    {
        var start = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__Notes"] = database.ApplicationConnectionString,
                ["Ringfence__SigningKey"] = database.Secret,
                [$"{Scheme}ValidIssuer"] = Issuer,
                [$"{Scheme}ValidAudiences__0"] = Issuer,
                [$"{Scheme}SigningKeys__0__Issuer"] = Issuer,
                [$"{Scheme}SigningKeys__0__Value"] = Convert.ToBase64String(_key),
            },
        };
        _process = Process.Start(start)!;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Where <c>tools/native.sh</c> left it, by <c>./test</c>; null where nobody published it.</summary>
    public static string? Path => Environment.GetEnvironmentVariable("RINGFENCE_NATIVE");

    public static async Task<NativeProgram> StartAsync(TestDatabase database)
    {
        var program = new NativeProgram(Path!, database);
        try
        {
            await program.ListensAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public Task<Answer> GetAsync(string? token) => SendAsync(new(HttpMethod.Get, "/notes"), token);

    public Task<Answer> AddAsync(string? token, string text) =>
        SendAsync(
            new(HttpMethod.Post, "/notes")
            {
                Content = new StringContent($$"""{"text":"{{text}}"}""", Encoding.UTF8, "application/json"),
            },
            token
        );

    /// <summary>A token of somebody, with the tenant in its claim; null for none.</summary>
    public string Token(string? tenant)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = Issuer,
            ["exp"] = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        };
        if (tenant is not null)
        {
            claims["tenant_id"] = tenant;
        }

        var body = $"{Encoded("""{"alg":"HS256","typ":"JWT"}""")}.{Encoded(JsonSerializer.Serialize(claims))}";
        return $"{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(body)))}";
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task ListensAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Split(Listening) is [_, var address])
            {
                _client.BaseAddress = new(address);
                return;
            }
        }

        Assert.Fail(await _process.StandardError.ReadToEndAsync(Cancellation));
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, string? token)
    {
        using var _ = request;
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await _client.SendAsync(request, Cancellation);
        return await Answer.ReadAsync(response);
    }

    private static string Encoded(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
