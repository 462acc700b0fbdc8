using Staff;

await StaffService.Build(WebApplication.CreateBuilder(args)).RunAsync();
