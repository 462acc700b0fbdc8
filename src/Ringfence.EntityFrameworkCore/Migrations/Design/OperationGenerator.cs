using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Ringfence.EntityFrameworkCore.Migrations.Operations;

namespace Ringfence.EntityFrameworkCore.Migrations.Design;

/// <summary>
/// Stands before the generator of operations: writes Ringfence's itself, and hands the runs between them on, in order.
/// </summary>
[SuppressMessage("Performance", "CA1852", Justification = Derived)]
[SuppressMessage("Design", "MA0053", Justification = Derived)]
internal class OperationGenerator : DispatchProxy
{
    private const string Derived = "The runtime derives from it the class that implements the interface.";

    private object _inner = null!;

    [RequiresDynamicCode("Makes a class at run time.")]
    public static object Around(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] Type contract,
        object inner
    )
    {
        var proxy = Create(contract, typeof(OperationGenerator));
        ((OperationGenerator)proxy)._inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (
            args
            is not [string builderName, IReadOnlyList<MigrationOperation> operations, IndentedStringBuilder builder]
        )
        {
            return targetMethod!.Invoke(_inner, args);
        }

        var run = new List<MigrationOperation>();
        var isFirst = true;
        foreach (var operation in operations)
        {
            if (operation is TenantOperation ours)
            {
                HandOn();
                Part();
                builder.Append(builderName);
                OperationCode.Write(ours, builder);
                builder.Append(";");
            }
            else
            {
                run.Add(operation);
            }
        }

        HandOn();
        return null;

        void HandOn()
        {
            if (run.Count > 0)
            {
                Part();
                targetMethod!.Invoke(
                    _inner,
                    BindingFlags.DoNotWrapExceptions,
                    binder: null,
                    [builderName, run, builder],
                    culture: null
                );
                run = [];
            }
        }

        void Part()
        {
            if (!isFirst)
            {
                builder.AppendLine().AppendLine();
            }

            isFirst = false;
        }
    }
}
