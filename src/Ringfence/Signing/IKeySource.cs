namespace Ringfence.Signing;

/// <summary>Where the service keeps its signing key: a configuration, a vault, a file.</summary>
public interface IKeySource
{
    /// <summary>
    /// The key to sign with now. Called often, from any thread, also while a statement waits: answer from memory and
    /// fetch in the background. When it answers with another key, that one is used from the next statement on.
    /// </summary>
    SigningKey GetKey();
}
