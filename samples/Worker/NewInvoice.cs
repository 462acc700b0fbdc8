namespace Worker;

internal sealed record NewInvoice(int Total, int DueInDays);
