namespace Ringfence.Npgsql.Sessions;

/// <summary>The database's contract is not the one that the service is set up for; the connection was closed.</summary>
/// <param name="found">What the database has.</param>
/// <param name="expected">What the service is set up for.</param>
/// <param name="advice">What to do.</param>
public sealed class ContractMismatchException(string found, string expected, string advice)
    : RingfenceException("RF3003", $"The database has {found}, and the service is set up for {expected}. {advice}");
