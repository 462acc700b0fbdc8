using Accounts;

await AccountsService.Build(WebApplication.CreateBuilder(args)).RunAsync();
