using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace PostgresTests.EntityFrameworkCore;

#pragma warning disable EF1001 // Only who derives from EF Core's own logger replaces it.
/// <summary>The logger of commands that somebody else has put in the place of EF Core's.</summary>
internal sealed class UsersLogger(
    ILoggerFactory loggerFactory,
    ILoggingOptions loggingOptions,
    DiagnosticSource diagnosticSource,
    LoggingDefinitions loggingDefinitions,
    IDbContextLogger contextLogger,
    IDbContextOptions contextOptions,
    IInterceptors interceptors
)
    : RelationalCommandDiagnosticsLogger(
        loggerFactory,
        loggingOptions,
        diagnosticSource,
        loggingDefinitions,
        contextLogger,
        contextOptions,
        interceptors
    );
#pragma warning restore EF1001
