using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace WebTests.Lives;

[ApiController]
[Route("controller")]
public sealed class NotesController : ControllerBase
{
    [HttpGet]
    public IAsyncEnumerable<string> Watch(string name, CancellationToken cancellationToken) =>
        HttpContext.RequestServices.GetRequiredService<Pace>().WatchAsync(name, cancellationToken);
}
