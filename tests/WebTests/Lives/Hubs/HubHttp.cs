using System.Net;
using System.Text;
using System.Text.Json;

namespace WebTests.Lives.Hubs;

/// <summary>What the transports over plain requests share: negotiation, and posting records.</summary>
internal sealed class HubHttp(LifeService service, string claims, string token)
{
    public string Token => token;

    public static async Task<HubHttp> NegotiateAsync(
        LifeService service,
        string claims,
        string path = "/hub",
        string query = ""
    )
    {
        var negotiation = new HubHttp(service, claims, "");
        using var response = await negotiation.SendAsync(
            HttpMethod.Post,
            $"{path}/negotiate?negotiateVersion=1{query}"
        );
        response.EnsureSuccessStatusCode();
        var cancellation = TestContext.Current.CancellationToken;
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
        return new(service, claims, answer.RootElement.GetProperty("connectionToken").GetString()!);
    }

    public async Task PostAsync(string record)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/hub?id={token}", record);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? record = null,
        string? accept = null
    )
    {
        using var request = new HttpRequestMessage(method, service.Address + path);
        request.Headers.Add(TestIdentity.Verified, claims);
        if (accept is not null)
        {
            request.Headers.Add("Accept", accept);
        }

        if (record is not null)
        {
            request.Content = new StringContent(record + HubRecords.End, Encoding.UTF8);
        }

        return await service.Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
    }
}
