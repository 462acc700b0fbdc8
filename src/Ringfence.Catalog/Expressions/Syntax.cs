namespace Ringfence.Catalog.Expressions;

/// <summary>A node of a tree: an immutable record that equals another of the same shape.</summary>
internal abstract record Syntax
{
    /// <summary>The nodes directly below, in the order of the text.</summary>
    public virtual IEnumerable<Syntax> Children => [];

    /// <summary>This node and all below it, sub-selects included.</summary>
    public IEnumerable<Syntax> DescendantsAndSelf()
    {
        var open = new Stack<Syntax>();
        open.Push(this);
        while (open.TryPop(out var node))
        {
            yield return node;
            foreach (var child in node.Children.Reverse())
            {
                open.Push(child);
            }
        }
    }

    public sealed override string ToString() => SqlPrinter.Print(this);

    private protected static IEnumerable<Syntax> Below(params ReadOnlySpan<Syntax?> nodes)
    {
        var present = new List<Syntax>(nodes.Length);
        foreach (var node in nodes)
        {
            if (node is not null)
            {
                present.Add(node);
            }
        }

        return present;
    }
}
