using System.Collections.Immutable;
using PostgresTests.Behaviours;
using Ringfence;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Each behaviour is shown with EF Core alone and with ours, and what is seen must be the same.</summary>
public sealed class BehaviourTests(Sides sides) : IClassFixture<Sides>
{
    private static ImmutableDictionary<string, Behaviour> ByName { get; } =
        AllBehaviours.All.ToImmutableDictionary(behaviour => behaviour.Name, StringComparer.Ordinal);

    public static TheoryData<string, Variant, bool> Cases()
    {
        var cases = new TheoryData<string, Variant, bool>();
        foreach (var behaviour in AllBehaviours.All)
        {
            foreach (var variant in Enum.GetValues<Variant>())
            {
                if (variant == Variant.Plain || (variant == Variant.Declared && !behaviour.FitsDeclared))
                {
                    continue;
                }

                cases.Add(behaviour.Name, variant, true);
                if (!behaviour.OnlyAsync)
                {
                    cases.Add(behaviour.Name, variant, false);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Behaves_as_without_Ringfence(string name, Variant variant, bool isAsync)
    {
        var behaviour = ByName[name];
        var known = KnownDifferences.All.FirstOrDefault(difference =>
            difference.Behaviour == name && difference.IsSeen(BindingOf(variant), isAsync, sides.Major)
        );

        var plain = Compared(behaviour, variant, await sides.PlainAsync(behaviour, isAsync));
        var ours = Compared(behaviour, variant, await sides.ShowAsync(behaviour, variant, isAsync));

        Assert.Contains("error: null", plain);
        Transcripts.AssertAlike(plain, ours, known);
    }

    [Fact]
    public void A_known_difference_names_a_behaviour_and_has_a_reason()
    {
        Assert.All(
            KnownDifferences.All,
            difference =>
            {
                Assert.Contains(difference.Behaviour, ByName);
                Assert.NotEmpty(difference.Reason);
                Assert.NotEqual(difference.Bare, difference.Ours);
            }
        );
    }

    [Fact]
    public void There_are_at_least_a_hundred_and_fifty_behaviours() => Assert.True(ByName.Count >= 150);

    private static Binding BindingOf(Variant variant) =>
        variant == Variant.Declared ? Binding.Signed : Enum.Parse<Binding>($"{variant}");

    /// <summary>
    /// Under the password binding the bind has flights of its own; a model that declares tenants has another SQL, by its
    /// filter and its keys, whose names have it too.
    /// </summary>
    private static ImmutableArray<string> Compared(Behaviour behaviour, Variant variant, IReadOnlyList<string> notes) =>
        [
            .. notes
                .Where(note =>
                    (variant != Variant.Declared || !note.StartsWith("sql: ", StringComparison.Ordinal))
                    && (behaviour.CountsFlights || !note.StartsWith("events: ", StringComparison.Ordinal))
                    && (
                        (behaviour.CountsFlights && variant != Variant.Password)
                        || !note.StartsWith("flights: ", StringComparison.Ordinal)
                    )
                )
                .Select(note =>
                    note.Replace("_TenantId", "", StringComparison.Ordinal)
                        .Replace("\"TenantId\":\"GUID\",", "", StringComparison.Ordinal)
                ),
        ];
}
