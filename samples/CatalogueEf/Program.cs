using CatalogueEf;

await CatalogueEfService.Build(WebApplication.CreateBuilder(args)).RunAsync();
