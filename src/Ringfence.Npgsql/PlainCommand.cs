using System.Data;
using Npgsql;

namespace Ringfence.Npgsql;

/// <summary>The driver's command, for what a batch cannot carry: several statements, or what runs unbound.</summary>
internal static class PlainCommand
{
    /// <summary>
    /// A batch command takes one statement only, so the bind goes into the text, where the driver parts it again. Where
    /// parameters are positional PostgreSQL refuses several statements, and that is the error to show.
    /// </summary>
    public static NpgsqlCommand Bound(
        TenantConnection connection,
        NpgsqlBatchCommand user,
        int timeout,
        string? argument,
        out bool cleans
    )
    {
        cleans = false;
        if (argument is null || user.Parameters.Any(parameter => parameter.ParameterName.Length == 0))
        {
            return Of(connection, user, timeout);
        }

        if (user.Parameters.Any(parameter => parameter.Direction != ParameterDirection.Input))
        {
            // As the driver says it; behind a bind it would say it of one statement too.
            throw new NotSupportedException("Commands with multiple queries cannot have out parameters");
        }

        var bind = new NpgsqlParameter<string>(BoundText.NewParameter(), argument);
        var clean = connection.Clean;
        cleans = clean is not null;
        var command = Of(connection, user, timeout, BoundText.Of(user.CommandText, bind.ParameterName, clean));
        command.Parameters.Add(bind);
        return command;
    }

    /// <summary>Without a bind, with the user's text or another.</summary>
    public static NpgsqlCommand Of(
        TenantConnection connection,
        NpgsqlBatchCommand user,
        int timeout,
        string? text = null
    )
    {
        var command = new NpgsqlCommand(text ?? user.CommandText, connection.Inner)
        {
            CommandType = user.CommandType,
            CommandTimeout = timeout,
        };
        foreach (NpgsqlParameter parameter in user.Parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        return command;
    }
}
