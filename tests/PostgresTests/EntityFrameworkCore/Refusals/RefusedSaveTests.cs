using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Ringfence;
using Ringfence.EntityFrameworkCore.Refusals;

namespace PostgresTests.EntityFrameworkCore.Refusals;

/// <summary>Whoever hears of failed saves hears of a refused one, and hears what comes out.</summary>
public sealed class RefusedSaveTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_row_is_told_to_all_interceptors_and_by_the_event(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        var heard = new List<Exception>();
        await using var context = UndeclaredContext.Open(database.Source, new Hearing(heard), new Hearing(heard));
        context.SaveChangesFailed += (_, e) => heard.Add(e.Exception);
        using var scope = TenantScope.Enter(Shop.Red);
        context.Add(new DeclaredCustomer { Name = "Mallory", TenantId = Guid.Parse(Shop.Blue.Value) });

        var refusal = isAsync
            ? await Assert.ThrowsAsync<RowRefusedException>(() => context.SaveChangesAsync(Cancellation))
            : Assert.Throws<RowRefusedException>(() => context.SaveChanges());

        Assert.Equal([refusal, refusal, refusal], heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_is_a_refused_bind(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        await using var forging = database.CreateSource(options =>
            options.SigningKey = $"rfk1.9.{new string('A', 43)}"
        );
        var heard = new List<Exception>();
        await using var context = UndeclaredContext.Open(forging, new Hearing(heard), new Hearing(heard));
        context.SaveChangesFailed += (_, e) => heard.Add(e.Exception);
        using var scope = TenantScope.Enter(Shop.Red);
        context.Add(new DeclaredCustomer { Name = "Edsger", TenantId = Guid.Parse(Shop.Red.Value) });

        var refusal = isAsync
            ? await Assert.ThrowsAsync<TenantRefusedException>(() => context.SaveChangesAsync(Cancellation))
            : Assert.Throws<TenantRefusedException>(() => context.SaveChanges());

        Assert.Equal([refusal, refusal, refusal], heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_is_what_was_refused_before_it_was_sent(bool isAsync)
    {
        await using var database = await Shop.CreateAsync(postgres.Server, Binding.Signed);
        var heard = new List<Exception>();
        await using var context = UndeclaredContext.Open(database.Source, new Hearing(heard), new Hearing(heard));
        context.SaveChangesFailed += (_, e) => heard.Add(e.Exception);
        context.Add(new DeclaredCustomer { Name = "Edsger", TenantId = Guid.Parse(Shop.Red.Value) });

        var refusal = isAsync
            ? await Assert.ThrowsAsync<TenantMissingException>(() => context.SaveChangesAsync(Cancellation))
            : Assert.Throws<TenantMissingException>(() => context.SaveChanges());

        Assert.Equal([refusal, refusal, refusal], heard);
    }

    private sealed class Hearing(List<Exception> heard) : SaveChangesInterceptor
    {
        public override void SaveChangesFailed(DbContextErrorEventData eventData) => heard.Add(eventData.Exception);

        public override Task SaveChangesFailedAsync(
            DbContextErrorEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            SaveChangesFailed(eventData);
            return Task.CompletedTask;
        }
    }
}
