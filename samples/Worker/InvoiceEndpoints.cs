using Microsoft.AspNetCore.Http.HttpResults;
using Worker.Reminders;

namespace Worker;

internal static class InvoiceEndpoints
{
    public static void MapInvoices(this IEndpointRouteBuilder app)
    {
        var invoices = app.MapGroup("/invoices").RequireAuthorization();
        invoices.MapPost("", AddAsync);
        invoices.MapPost("/reminders", RemindAsync);
    }

    private static async Task<Ok<Guid>> AddAsync(
        NewInvoice added,
        Invoices invoices,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await invoices.AddAsync(added, cancellationToken));

    /// <summary>The work outlives the request: it is queued with its tenant, and answered for at once.</summary>
    private static async Task<Accepted> RemindAsync(ReminderQueue queue, CancellationToken cancellationToken)
    {
        await queue.AddAsync(cancellationToken);
        return TypedResults.Accepted((string?)null);
    }
}
