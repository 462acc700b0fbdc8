using Worker;

await WorkerService.Build(WebApplication.CreateBuilder(args)).RunAsync();
