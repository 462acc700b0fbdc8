using Microsoft.Extensions.Options;

namespace Ringfence.AspNetCore;

/// <summary>Checks at start-up that one source was chosen: of two, the last would win without a word.</summary>
internal sealed class RingfenceWebOptionsValidator : IValidateOptions<RingfenceWebOptions>
{
    public ValidateOptionsResult Validate(string? name, RingfenceWebOptions options) =>
        options.Choices <= 1
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "The tenant comes from one place: call only one of FromClaim, FromRouteValue and From, once. To look in"
                    + " several, write a resolver."
            );
}
