using System.Globalization;
using System.Text.Json;

namespace Demo.Walk;

/// <summary>Reads the answer of a service.</summary>
internal static class HttpAnswer
{
    private const int Longest = 90;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? Problem(status, body)
            : Success(status, body) with
            {
                Location = response.Headers.Location?.ToString() ?? "",
            };
    }

    private static Answer Success(int status, string body)
    {
        var rows = Answer.CountRows(body);
        var text =
            !rows.IsEmpty || body.StartsWith('[') ? Answer.Describe(rows)
            : body.Length <= Longest ? body
            : $"{body[..Longest]} …";
        return new()
        {
            Text = text.Length > 0 ? $"{status}, {text}" : status.ToString(CultureInfo.InvariantCulture),
            Status = status,
            Body = body,
            Rows = rows,
        };
    }

    private static Answer Problem(int status, string body)
    {
        using var document = JsonDocument.Parse(body);
        string Find(string name) =>
            document.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

        var (state, code, detail) = (Find("sqlState"), Find("code"), Answer.FirstSentence(Find("detail")));
        return new()
        {
            Text =
                state.Length > 0 ? $"refused by the database, {state}: {detail}"
                : code.Length > 0 ? $"{status}, {code}: {detail}"
                : $"{status}: {detail}",
            Status = status,
            Code = state.Length > 0 ? state : code,
            Reason = Find("reason"),
            Body = body,
            Rows = Answer.CountRows(body),
        };
    }
}
