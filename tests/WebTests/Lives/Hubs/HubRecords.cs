using System.Text;

namespace WebTests.Lives.Hubs;

/// <summary>Cuts what a transport brings into records.</summary>
internal sealed class HubRecords(Func<Task<string>> receive)
{
    public const char End = '\u001e';

    private readonly StringBuilder _rest = new();

    public async Task<string> NextAsync()
    {
        int end;
        while ((end = _rest.ToString().IndexOf(End, StringComparison.Ordinal)) < 0)
        {
            _rest.Append(await receive());
        }

        var record = _rest.ToString(0, end);
        _rest.Remove(0, end + 1);
        return record;
    }
}
