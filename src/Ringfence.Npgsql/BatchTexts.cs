using System.Runtime.InteropServices;
using Npgsql;
using Ringfence.Sql;

namespace Ringfence.Npgsql;

/// <summary>What the texts of a batch hold together, as <see cref="SqlText"/> says it of one.</summary>
/// <param name="NeedNoTenant">Transaction control and the like alone: it runs whatever the scope is.</param>
/// <param name="RunOutsideTransaction">One cannot follow a bind.</param>
/// <param name="BeginTransaction">One begins a transaction.</param>
/// <param name="EndTransaction">One ends a transaction, and none after it begins another.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BatchTexts(
    bool NeedNoTenant,
    bool RunOutsideTransaction,
    bool BeginTransaction,
    bool EndTransaction
)
{
    public static BatchTexts Read(NpgsqlBatchCommandCollection commands)
    {
        var (needNoTenant, outside, begin, end) = (commands.Count > 0, false, false, false);
        for (var i = 0; i < commands.Count; i++)
        {
            var text = BoundBatch.Read(commands[i]);
            needNoTenant &= text.NeedsNoTenant;
            outside |= text.First == StatementKind.OutsideTransaction;
            begin |= text.BeginsTransaction;
            end = text.EndsTransaction || (end && !text.BeginsTransaction);
        }

        return new(needNoTenant, outside, begin, end);
    }
}
