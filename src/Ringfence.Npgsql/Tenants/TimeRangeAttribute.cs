using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Ringfence.Npgsql.Tenants;

/// <summary>From the one time span to the other, both included; .NET's own range reads them by reflection.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeRangeAttribute(string least, string most) : ValidationAttribute
{
    public string Least { get; } = least;

    public string Most { get; } = most;

    public override bool IsValid(object? value) =>
        value is TimeSpan span
        && span >= TimeSpan.Parse(Least, CultureInfo.InvariantCulture)
        && span <= TimeSpan.Parse(Most, CultureInfo.InvariantCulture);

    public override string FormatErrorMessage(string name) => $"{name} must be from {Least} to {Most}.";
}
