using Microsoft.AspNetCore.Authentication.JwtBearer;
using Native;
using Ringfence;
using Ringfence.AspNetCore;
using Ringfence.Npgsql;

var builder = WebApplication.CreateSlimBuilder(args);
var services = builder.Services;
var connectionString =
    builder.Configuration.GetConnectionString("Notes")
    ?? throw new InvalidOperationException("Set ConnectionStrings:Notes.");

services
    .AddRingfence()
    .AddNpgsql(connectionString)
    .ConfigureNpgsql(builder.Configuration.GetSection("Ringfence")) // SigningKey
    .AddAspNetCore();
services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, NoteJson.Default));
services
    .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
    .AddJwtBearer(options => options.MapInboundClaims = false);
services.AddAuthorization();

var app = builder.Build();
app.UseRouting();
app.UseAuthentication();
app.UseRingfence();
app.UseAuthorization();
app.MapNotes();
await app.RunAsync();
