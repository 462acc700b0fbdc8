using System.Data.Common;
using NpgsqlTypes;
using Ringfence.Npgsql;
using Ringfence.Npgsql.Sessions;
using Ringfence.Sql;

namespace Ringfence.EntityFrameworkCore.Binding;

/// <summary>A command of EF Core's with its bind in the text.</summary>
internal static class BoundCommandText
{
    private const string Parameter = "ringfence_bind";

    /// <summary>Puts the bind in front of what needs one.</summary>
    /// <remarks>
    /// The value is an array of characters since EF Core, where it is told to log parameters, shows the first few of
    /// those only: a token must not stand in a log.
    /// </remarks>
    /// <param name="command">About to be sent.</param>
    /// <param name="text">What its text holds.</param>
    /// <param name="binding">Its connection's.</param>
    /// <param name="argument">What the bind takes; null for no bind.</param>
    /// <param name="connection">Keeps the bind's parameter; null for one of its own.</param>
    /// <param name="isQuery">Whether EF Core translated it, and may have kept its text.</param>
    public static void Put(
        DbCommand command,
        SqlText text,
        ConnectionBinding binding,
        string? argument,
        BoundRelationalConnection? connection,
        bool isQuery
    )
    {
        if (argument is null)
        {
            return;
        }

        var cleans = binding.MustClean;
        if (cleans)
        {
            SentCommands.Watch(command);
        }

        var sql = command.CommandText;
        var texts =
            !isQuery ? null
            : cleans ? BoundTexts.Cleaning
            : BoundTexts.Bound;
        if (texts?.Find(sql) is { } kept && !command.Parameters.Contains(Parameter))
        {
            command.CommandText = kept;
            Add(command, Parameter, argument, connection);
            return;
        }

        // SQL that was injected into the text could name the parameter, and read the token; a parameter of the user's
        // that has the name, used or not, would be taken for the bind's.
        var isTaken =
            sql.Contains(Parameter, StringComparison.OrdinalIgnoreCase) || command.Parameters.Contains(Parameter);
        var name = isTaken ? BoundText.NewParameter() : Parameter;
        var bound = text.Several
            ? BoundText.Of(sql, name, cleans ? BoundBatch.Clean : null)
            : $"{(cleans ? $"{BoundBatch.Clean};" : "")}call ringfence.bind(@{name});\n{sql}";
        command.CommandText = bound;
        Add(command, name, argument, isTaken ? null : connection);
        if (!isTaken)
        {
            texts?.Keep(sql, bound);
        }
    }

    private static void Add(DbCommand command, string name, string argument, BoundRelationalConnection? connection)
    {
        var parameter = connection?.TakeArgument() ?? new(name, NpgsqlDbType.Text);
        parameter.ParameterName = name;
        parameter.TypedValue = argument.ToCharArray();
        command.Parameters.Add(parameter);
        connection?.KeepArgument(parameter);
    }

    /// <summary>Whether it was sent, and took away what SQL had prepared for an earlier rent.</summary>
    public static bool HasCleaned(DbCommand command) =>
        command.CommandText.Contains($"{BoundBatch.Clean};call ringfence.bind(@", StringComparison.Ordinal)
        && SentCommands.WasSent(command);
}
