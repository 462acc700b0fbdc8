using System.Collections.Immutable;
using Ringfence;

namespace PostgresTests.Behaviours;

/// <summary>Each behaviour is shown on the bare driver and on ours, and what is seen must be the same.</summary>
public sealed class BehaviourTests(Sides sides) : IClassFixture<Sides>
{
    private static ImmutableDictionary<string, Behaviour> ByName { get; } =
        AllBehaviours.All.ToImmutableDictionary(behaviour => behaviour.Name, StringComparer.Ordinal);

    public static TheoryData<string, Binding, bool> Cases()
    {
        var cases = new TheoryData<string, Binding, bool>();
        foreach (var behaviour in AllBehaviours.All)
        {
            foreach (var binding in Enum.GetValues<Binding>())
            {
                cases.Add(behaviour.Name, binding, true);
                if (!behaviour.OnlyAsync)
                {
                    cases.Add(behaviour.Name, binding, false);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Behaves_as_the_bare_driver(string name, Binding binding, bool isAsync)
    {
        var behaviour = ByName[name];
        var known = KnownDifferences.All.FirstOrDefault(difference =>
            difference.Behaviour == name && difference.IsSeen(binding, isAsync, sides.Major)
        );

        var bare = await sides.BareAsync(behaviour, isAsync);
        var ours = await sides.OursAsync(behaviour, binding, isAsync);

        Transcripts.AssertAlike(bare, ours, known);
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
}
