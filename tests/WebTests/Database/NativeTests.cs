using System.Net;
using Ringfence.Testing.Databases;

namespace WebTests.Database;

/// <summary>The native sample runs, and isolates, as it does on the runtime.</summary>
public sealed class NativeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_native_program_shows_each_caller_the_rows_of_its_tenant_and_no_others()
    {
        Assert.SkipWhen(NativeProgram.Path is null, "Run ./test, or tools/native.sh and set RINGFENCE_NATIVE.");
        await using var database = await CreateNotesAsync();
        await using var program = await NativeProgram.StartAsync(database);
        var (red, blue) = (program.Token(Tenants.Red), program.Token(Tenants.Blue));

        Assert.Equal(HttpStatusCode.NoContent, (await program.AddAsync(red, "of red")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await program.AddAsync(blue, "of blue")).Status);

        Assert.Equal("""[{"id":1,"text":"of red"}]""", (await program.GetAsync(red)).Body);
        Assert.Equal("""[{"id":2,"text":"of blue"}]""", (await program.GetAsync(blue)).Body);
    }

    [Fact]
    public async Task A_native_program_refuses_who_has_no_identity_or_no_tenant()
    {
        Assert.SkipWhen(NativeProgram.Path is null, "Run ./test, or tools/native.sh and set RINGFENCE_NATIVE.");
        await using var database = await CreateNotesAsync();
        await using var program = await NativeProgram.StartAsync(database);

        var nobody = await program.GetAsync(null);
        var homeless = await program.GetAsync(program.Token(null));

        Assert.Equal((HttpStatusCode.Unauthorized, "RF5101"), (nobody.Status, nobody.Code));
        Assert.Equal((HttpStatusCode.Forbidden, "RF5102"), (homeless.Status, homeless.Code));
    }

    private Task<TestDatabase> CreateNotesAsync() =>
        postgres.CreateDatabaseAsync(
            new()
            {
                Schema = """
                create table notes (
                    id bigint generated always as identity primary key,
                    tenant_id uuid not null,
                    text text not null
                );
                """,
                TenantTables = "notes",
            }
        );
}
