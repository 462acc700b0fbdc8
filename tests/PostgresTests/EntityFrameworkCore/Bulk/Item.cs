namespace PostgresTests.EntityFrameworkCore.Bulk;

internal sealed class Item
{
    public int Id { get; set; }

    public Guid? TenantId { get; set; }

    public required string Code { get; set; }

    public Grade Grade { get; set; }

    public Grade? NativeGrade { get; set; }

    public decimal Price { get; set; }

    public byte Level { get; set; }

    public DateTime At { get; set; }

    public List<string> Tags { get; set; } = [];

    public Uri? Link { get; set; }

    public string? Source { get; set; }

    public Size Size { get; set; } = new();

    public Origin? Origin { get; set; }

    public int? ParentId { get; set; }

    public Item? Parent { get; set; }

    public List<Item> Children { get; } = [];

    public List<Remark> Remarks { get; } = [];
}
