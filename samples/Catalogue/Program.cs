using Catalogue;

await CatalogueService.Build(WebApplication.CreateBuilder(args)).RunAsync();
