using System.Text.Json;
using Demo.Services;

namespace Demo.Walk;

/// <summary>Steps that call a service.</summary>
internal static class HttpStep
{
    public static Step Get(string caption, RunningService service, Caller caller, string path, Expectation expected) =>
        Send(caption, service, caller, HttpMethod.Get, path, body: null, expected);

    public static Step Send(
        string caption,
        RunningService service,
        Caller caller,
        HttpMethod method,
        string path,
        object? body,
        Expectation expected
    )
    {
        var call = body is null ? $"{method} {path}" : $"{method} {path} {JsonSerializer.Serialize(body)}";
        return new(caption, call, expected, token => service.SendAsync(caller, method, path, body, token));
    }
}
