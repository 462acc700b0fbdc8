using Microsoft.Extensions.Primitives;
using Ringfence.AspNetCore.Refusals;

namespace Ringfence.AspNetCore.Resolvers;

/// <summary>What a source found: names, not yet checked, or a reason to refuse the request. The default is nothing.</summary>
internal readonly record struct SourceAnswer(StringValues Names, Refusal? Refusal)
{
    public static SourceAnswer Of(StringValues names) => new(names, null);

    public static SourceAnswer Refuse(Refusal refusal) => new(default, refusal);
}
