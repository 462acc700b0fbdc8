namespace Demo;

/// <summary>One of the three tenants: its name, its id in each service, and how many rows it has.</summary>
internal sealed record DemoTenant(string Name, Guid Id, int Number, int Apis, int Employees)
{
    public static readonly DemoTenant Red = new("red", new("11111111-1111-4111-8111-111111111111"), 1, 12, 25);
    public static readonly DemoTenant Blue = new("blue", new("22222222-2222-4222-8222-222222222222"), 2, 20, 40);
    public static readonly DemoTenant Green = new("green", new("33333333-3333-4333-8333-333333333333"), 3, 8, 15);

    public static readonly DemoTenant[] All = [Red, Blue, Green];

    /// <summary>Its first API, as the rows were made.</summary>
    public Guid FirstApi { get; } = new($"{Id.ToString()[..8]}-0000-4000-8000-000000000001");

    /// <summary>Each API has two versions of three operations each.</summary>
    public int Operations => Apis * 6;
}
