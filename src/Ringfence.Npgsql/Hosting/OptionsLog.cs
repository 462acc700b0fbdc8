using Microsoft.Extensions.Logging;

namespace Ringfence.Npgsql.Hosting;

/// <summary>Whatever weakens isolation is told at each start.</summary>
internal static class OptionsLog
{
    public static void OptionsInUse(this ILogger logger, TenantDataSourceOptions options)
    {
        if (options.Binding == Binding.Setting)
        {
            logger.SettingBindingInUse();
        }

        if (options.UnsafeResetOnlyIfDirty)
        {
            logger.SessionsResetIfDirty();
        }

        if (options.UnsafeTokensForAnyBackend)
        {
            logger.TokensForAnyBackend();
        }

        if (options.UnsafeKeepPreparedStatements)
        {
            logger.PreparedStatementsKept();
        }

        if (options.UnsafePasswordBehindPooler)
        {
            logger.PasswordBehindPooler();
        }
    }
}
