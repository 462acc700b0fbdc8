namespace Ringfence.Signing;

/// <summary>One key for the life of the process.</summary>
internal sealed class FixedKeySource(SigningKey key) : IKeySource
{
    public SigningKey GetKey() => key;
}
