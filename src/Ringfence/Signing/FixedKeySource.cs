namespace Ringfence.Signing;

/// <summary>One key for the life of the process.</summary>
internal sealed class FixedKeySource(string key) : IKeySource
{
    private readonly SigningKey _key = SigningKey.Parse(key);

    public SigningKey GetKey() => _key;
}
