using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using PostgresTests.EntityFrameworkCore.Ownership;
using Ringfence;
using Ringfence.EntityFrameworkCore;
using Ringfence.EntityFrameworkCore.Ownership;
using Author = PostgresTests.EntityFrameworkCore.CompiledModels.PressContext.Author;
using Book = PostgresTests.EntityFrameworkCore.CompiledModels.PressContext.Book;
using Novel = PostgresTests.EntityFrameworkCore.CompiledModels.PressContext.Novel;
using Tag = PostgresTests.EntityFrameworkCore.CompiledModels.PressContext.Tag;

namespace PostgresTests.EntityFrameworkCore.CompiledModels;

/// <summary>A compiled model knows of tenants what the model that it was made of does.</summary>
public sealed class CompiledModelTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Red_sees_its_rows_and_no_blue()
    {
        await using var press = await OpenAsync();
        var model = Compile(press);
        var red = await AddAsync(press, model, Shop.Red);
        var blue = await AddAsync(press, model, Shop.Blue);

        using var scope = TenantScope.Enter(Shop.Red);
        await using var context = Open(press, model);

        Assert.Equal(red, (await context.Authors.AsNoTracking().SingleAsync(Cancellation)).Id);
        Assert.NotNull(await context.Authors.FindAsync([red], Cancellation));
        Assert.NotNull(await context.Authors.FindAsync([Guid.Parse(Shop.Red.Value), red], Cancellation));
        Assert.Null(await context.Authors.FindAsync([blue], Cancellation));
        Assert.Null(await context.Authors.FindAsync([Guid.Parse(Shop.Blue.Value), blue], Cancellation));
        Assert.Equal(1, await context.Authors.IgnoreQueryFilters().CountAsync(Cancellation));
    }

    [Fact]
    public async Task The_filter_is_in_its_queries_and_the_tenant_is_looked_up_for_each()
    {
        await using var press = await OpenAsync();
        var model = Compile(press);
        await using var context = Open(press, model);
        var query = context.Books.Where(row => row.Title != "");

        using (TenantScope.Enter(Shop.Red))
        {
            Assert.Contains("\"TenantId\" = @", query.ToQueryString(), StringComparison.Ordinal);
            Assert.Contains(Shop.Red.Value, query.ToQueryString(), StringComparison.Ordinal);
            Assert.DoesNotContain(
                "\"TenantId\" = @",
                query.IgnoreQueryFilters([OwnershipOptions.TenantFilterName]).ToQueryString(),
                StringComparison.Ordinal
            );
        }

        using (TenantScope.Enter(Shop.Blue))
        {
            Assert.Contains(Shop.Blue.Value, query.ToQueryString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_tenants_entity_is_not_saved()
    {
        await using var press = await OpenAsync();
        var model = Compile(press);
        await using var context = Open(press, model);
        using (TenantScope.Enter(Shop.Red))
        {
            context.Add(new Author { Name = "Ada" });
        }

        using var scope = TenantScope.Enter(Shop.Blue);

        await Assert.ThrowsAsync<ForeignTenantException>(() => context.SaveChangesAsync(Cancellation));
    }

    /// <summary>The same is done with both models, each in a database of its own: what is sent and read is the same.</summary>
    [Fact]
    public async Task It_does_what_the_model_does_that_it_was_made_of()
    {
        await using var press = await OpenAsync();
        await using var other = await OpenAsync();
        var compiled = await WorkAsync(other, Compile(other));

        var ordinary = await WorkAsync(press, model: null);

        Assert.Equal(ordinary, compiled);
        var inserts = compiled.Where(line => line.Contains("INSERT INTO", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(inserts);
        Assert.All(inserts, insert => Assert.DoesNotContain("TenantId", insert, StringComparison.Ordinal));
    }

    private static async Task<ImmutableArray<string>> WorkAsync(OwnedDatabase<PressContext> press, IModel? model)
    {
        var lines = new List<string>();
        await AddAsync(press, model, Shop.Blue);
        var id = await AddAsync(press, model, Shop.Red, lines);
        using var scope = TenantScope.Enter(Shop.Red);
        await using (var context = Open(press, model, lines))
        {
            Note(
                await context
                    .Authors.Include(row => row.Books.OrderBy(book => book.Title))
                        .ThenInclude(row => row.Tags)
                    .Select(row => new
                    {
                        row.Name,
                        row.Life!.Born,
                        Prizes = row.Prizes.Select(prize => prize.Title).ToList(),
                        Books = row.Books.Select(book => new { book.Title, Tags = book.Tags.Count }).ToList(),
                    })
                    .ToListAsync(Cancellation)
            );
            var elsewhere = new Author { Id = id };
            Note(await context.Books.CountAsync(row => row.Author == elsewhere, Cancellation));
            Note(await context.Set<Novel>().Select(row => row.Pages).ToListAsync(Cancellation));
            Note(await context.Books.ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, "T"), Cancellation));
            var author = (await context.Authors.FindAsync([id], Cancellation))!;
            await context.Entry(author).Collection(row => row.Books).LoadAsync(Cancellation);
            author.Name = "renamed";
            author.Life!.Born = 1816;
            author.Prizes.Clear();
            author.Books.RemoveAt(0);
            Note(await context.SaveChangesAsync(Cancellation));
            context.Remove(author);
            Note(await context.SaveChangesAsync(Cancellation));
        }

        Note(await press.As(Shop.Red).CountAsync("select count(*) from \"Books\" as b where b.\"AuthorId\" is null"));
        Note(await press.As(Shop.Blue).CountAsync("select count(*) from \"Authors\""));
        return [.. lines];

        void Note<T>(T result) => lines.Add(JsonSerializer.Serialize(result));
    }

    private static async Task<int> AddAsync(
        OwnedDatabase<PressContext> press,
        IModel? model,
        TenantId tenant,
        List<string>? lines = null
    )
    {
        using var scope = TenantScope.Enter(tenant);
        await using var context = Open(press, model, lines);
        var tag = new Tag { Label = "machines" };
        var author = new Author
        {
            Name = "Ada",
            Life = new() { Born = 1815 },
            Prizes = { new() { Title = "first" } },
            Books =
            {
                new Book { Title = "Notes", Tags = { tag } },
                new Novel
                {
                    Title = "Tale",
                    Pages = 3,
                    Tags = { tag },
                },
            },
        };
        context.Add(author);
        await context.SaveChangesAsync(Cancellation);
        return author.Id;
    }

    private static IModel Compile(OwnedDatabase<PressContext> press)
    {
        using var context = press.Open();
        return ModelCompiler.Compile(context);
    }

    private static PressContext Open(OwnedDatabase<PressContext> press, IModel? model, List<string>? lines = null) =>
        press.Open(options =>
        {
            if (model is not null)
            {
                options.UseModel(model);
            }

            if (lines is not null)
            {
                options.LogTo(
                    (id, _) => id == RelationalEventId.CommandExecuting,
                    data => lines.Add(((CommandEventData)data).LogCommandText)
                );
            }
        });

    private Task<OwnedDatabase<PressContext>> OpenAsync() =>
        OwnedDatabase<PressContext>.CreateAsync(postgres.Server, options => new(options));
}
