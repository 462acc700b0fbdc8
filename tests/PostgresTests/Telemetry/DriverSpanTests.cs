using System.Diagnostics;
using PostgresTests.DataSource;
using Ringfence;

namespace PostgresTests.Telemetry;

/// <summary>What the driver tells of a failure is what the server said, parameters included where it was told to.</summary>
public sealed class DriverSpanTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    public async Task The_drivers_span_has_the_token_only_where_parameters_are_added_to_errors(int length, bool told)
    {
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Signed);
        await database.Superuser.RunAsync(
            $"alter database {database.Name} set log_parameter_max_length_on_error = {length}"
        );
        await using var source = database.CreateSource(options => options.SigningKey = $"rfk1.9.{new string('A', 43)}");
        await using var connection = await source.RentAsync();
        var token = source.BindArgument(source.Session(connection.Inner), Invoices.Red);
        using var spans = new HeardSpans("Npgsql");

        await Assert.ThrowsAsync<TenantRefusedException>(() => connection.SumAsync(Invoices.Red));

        var text = string.Join('\n', spans.Ended.Select(Text));
        Assert.Contains("42501", text, StringComparison.Ordinal);
        Assert.Equal(told, text.Contains(token[..64], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    public async Task The_drivers_span_has_the_password_only_where_parameters_are_added_to_errors(int length, bool told)
    {
        const string Wrong = "a password of another database";
        await using var database = await Invoices.CreateAsync(postgres.Server, Binding.Password);
        await database.Superuser.RunAsync(
            $"alter database {database.Name} set log_parameter_max_length_on_error = {length}"
        );
        await using var source = database.CreateSource(options => options.Password = Wrong);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        using var spans = new HeardSpans("Npgsql");

        await Assert.ThrowsAsync<TenantRefusedException>(() => connection.SumAsync(Invoices.Red));

        var text = string.Join('\n', spans.Ended.Select(Text));
        Assert.Contains("42501", text, StringComparison.Ordinal);
        Assert.Equal(told, text.Contains(Wrong, StringComparison.Ordinal));
    }

    private static string Text(Activity span) =>
        $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} "
        + string.Join(' ', span.Events.SelectMany(e => e.Tags));
}
