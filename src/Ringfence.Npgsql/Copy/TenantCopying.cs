using Npgsql;

namespace Ringfence.Npgsql.Copy;

/// <summary>The driver's <c>copy</c> operations, bound to the tenant in scope.</summary>
/// <remarks>
/// Outside a transaction each begins one of its own, which costs a round trip before it and one behind. Only the tenant's
/// rows come out. PostgreSQL takes none into a tenant table by <c>copy</c>: there is <c>BulkInsertAsync</c> for that.
/// </remarks>
public static class TenantCopying
{
    /// <summary>Sends rows out in binary: <c>copy … to stdout (format binary)</c>.</summary>
    /// <param name="connection">An open connection; the transaction it is in, if any, is the copy's.</param>
    /// <param name="copyToCommand">The statement.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public static TenantCopy<NpgsqlBinaryExporter> BeginBinaryExport(
        this TenantConnection connection,
        string copyToCommand
    ) => BoundCopy.Begin(connection, inner => inner.BeginBinaryExport(copyToCommand));

    /// <inheritdoc cref="BeginBinaryExport"/>
    public static Task<TenantCopy<NpgsqlBinaryExporter>> BeginBinaryExportAsync(
        this TenantConnection connection,
        string copyToCommand,
        CancellationToken cancellationToken = default
    ) =>
        BoundCopy.BeginAsync(
            connection,
            (inner, token) => inner.BeginBinaryExportAsync(copyToCommand, token),
            cancellationToken
        );

    /// <summary>Sends rows out as text: <c>copy … to stdout</c>.</summary>
    /// <param name="connection">An open connection; the transaction it is in, if any, is the copy's.</param>
    /// <param name="copyToCommand">The statement.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public static TenantCopy<NpgsqlCopyTextReader> BeginTextExport(
        this TenantConnection connection,
        string copyToCommand
    ) => BoundCopy.Begin(connection, inner => inner.BeginTextExport(copyToCommand));

    /// <inheritdoc cref="BeginTextExport"/>
    public static Task<TenantCopy<NpgsqlCopyTextReader>> BeginTextExportAsync(
        this TenantConnection connection,
        string copyToCommand,
        CancellationToken cancellationToken = default
    ) =>
        BoundCopy.BeginAsync(
            connection,
            (inner, token) => inner.BeginTextExportAsync(copyToCommand, token),
            cancellationToken
        );

    /// <summary>Takes rows in, in binary, into a shared or a temporary table: <c>copy … from stdin (format binary)</c>.</summary>
    /// <param name="connection">An open connection; the transaction it is in, if any, is the copy's.</param>
    /// <param name="copyFromCommand">The statement.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    /// <exception cref="CopyRefusedException">It would copy into a table with policies.</exception>
    public static TenantCopy<NpgsqlBinaryImporter> BeginBinaryImport(
        this TenantConnection connection,
        string copyFromCommand
    ) => BoundCopy.Begin(connection, inner => inner.BeginBinaryImport(copyFromCommand));

    /// <inheritdoc cref="BeginBinaryImport"/>
    public static Task<TenantCopy<NpgsqlBinaryImporter>> BeginBinaryImportAsync(
        this TenantConnection connection,
        string copyFromCommand,
        CancellationToken cancellationToken = default
    ) =>
        BoundCopy.BeginAsync(
            connection,
            (inner, token) => inner.BeginBinaryImportAsync(copyFromCommand, token),
            cancellationToken
        );

    /// <summary>Takes rows in, as text, into a shared or a temporary table: <c>copy … from stdin</c>.</summary>
    /// <param name="connection">An open connection; the transaction it is in, if any, is the copy's.</param>
    /// <param name="copyFromCommand">The statement.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    /// <exception cref="CopyRefusedException">It would copy into a table with policies.</exception>
    public static TenantCopy<NpgsqlCopyTextWriter> BeginTextImport(
        this TenantConnection connection,
        string copyFromCommand
    ) => BoundCopy.Begin(connection, inner => inner.BeginTextImport(copyFromCommand));

    /// <inheritdoc cref="BeginTextImport"/>
    public static Task<TenantCopy<NpgsqlCopyTextWriter>> BeginTextImportAsync(
        this TenantConnection connection,
        string copyFromCommand,
        CancellationToken cancellationToken = default
    ) =>
        BoundCopy.BeginAsync(
            connection,
            (inner, token) => inner.BeginTextImportAsync(copyFromCommand, token),
            cancellationToken
        );

    /// <summary>Sends rows out, or takes them in, as one stream of PostgreSQL's binary format.</summary>
    /// <param name="connection">An open connection; the transaction it is in, if any, is the copy's.</param>
    /// <param name="copyCommand">The statement.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    /// <exception cref="CopyRefusedException">It would copy into a table with policies.</exception>
    public static TenantCopy<NpgsqlRawCopyStream> BeginRawBinaryCopy(
        this TenantConnection connection,
        string copyCommand
    ) => BoundCopy.Begin(connection, inner => inner.BeginRawBinaryCopy(copyCommand));

    /// <inheritdoc cref="BeginRawBinaryCopy"/>
    public static Task<TenantCopy<NpgsqlRawCopyStream>> BeginRawBinaryCopyAsync(
        this TenantConnection connection,
        string copyCommand,
        CancellationToken cancellationToken = default
    ) =>
        BoundCopy.BeginAsync(
            connection,
            (inner, token) => inner.BeginRawBinaryCopyAsync(copyCommand, token),
            cancellationToken
        );
}
