namespace Ringfence.Sql;

/// <summary>What a statement means to the binding that should precede it.</summary>
internal enum StatementKind
{
    /// <summary>Runs bound.</summary>
    Ordinary,

    /// <summary><c>begin</c>, <c>start transaction</c>: touches no rows, and the transaction keeps a tenant.</summary>
    BeginsTransaction,

    /// <summary><c>commit</c>, <c>rollback</c> and their synonyms: touches no rows, also where a bind would fail.</summary>
    EndsTransaction,

    /// <summary>Savepoints and <c>set transaction</c>: touches no rows, and may undo a bind or refuse to follow one.</summary>
    ControlsTransaction,

    /// <summary>What PostgreSQL runs only outside a transaction block, so that no bind can precede it: it runs unbound.</summary>
    OutsideTransaction,
}
