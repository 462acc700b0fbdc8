namespace Ringfence.Npgsql.Admin;

/// <summary>What an admin connection is for.</summary>
public enum AdminAccess
{
    /// <summary>
    /// Transactions are read only: a write fails with 25006. It guards against accidents: SQL on the connection can
    /// change it.
    /// </summary>
    ReadOnly,

    /// <summary>Rows of every tenant may be written.</summary>
    ReadWrite,
}
