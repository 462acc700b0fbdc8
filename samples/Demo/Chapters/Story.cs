using System.Collections.Immutable;
using Demo.Chapters.Injection;
using Demo.Walk;

namespace Demo.Chapters;

/// <summary>The chapters in the order of reading. A new one is a file and a line here.</summary>
internal static class Story
{
    public static ImmutableArray<Chapter> Write(Stage stage) =>
        [
            OwnRows.Write(stage),
            Doors.Write(stage),
            OthersRows.Write(stage),
            NoWhere.Write(stage),
            EntityFramework.Write(stage),
            SignedInjection.Write(stage),
            PasswordInjection.Write(stage),
            SettingInjection.Write(stage),
            Pool.Write(stage),
            NoTenant.Write(stage),
        ];
}
