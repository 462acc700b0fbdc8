using Ringfence.Npgsql.Admin;

namespace UnitTests.Admin;

public sealed class AdminReasonTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("\u001b[2J")]
    [InlineData("\u0085")]
    [InlineData("half \ud83d")]
    [InlineData(null)]
    public void What_is_no_line_of_text_is_no_reason(string? text)
    {
        Assert.Equal("Who", Assert.Throws<AdminReasonInvalidException>(() => Of(who: text!)).Part);
        Assert.Equal("Why", Assert.Throws<AdminReasonInvalidException>(() => Of(why: text!)).Part);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public void A_ticket_is_a_line_of_text_or_none(string ticket)
    {
        Assert.Equal("Ticket", Assert.Throws<AdminReasonInvalidException>(() => Of(ticket: ticket)).Part);
        Assert.Null(Of(ticket: null).Ticket);
    }

    [Fact]
    public void The_longest_are_taken_and_longer_ones_refused()
    {
        var name = new string('n', AdminReason.MaxNameLength);
        var why = new string('y', AdminReason.MaxWhyLength);

        var reason = Of(name, why, name);

        Assert.Equal((name, why, name), (reason.Who, reason.Why, reason.Ticket));
        Assert.Throws<AdminReasonInvalidException>(() => Of(who: $"{name}n"));
        Assert.Throws<AdminReasonInvalidException>(() => Of(why: $"{why}y"));
        Assert.Throws<AdminReasonInvalidException>(() => Of(ticket: $"{name}n"));
    }

    [Fact]
    public void A_copy_is_looked_at_too() => Assert.Throws<AdminReasonInvalidException>(() => Of() with { Why = " " });

    [Fact]
    public void Other_scripts_and_emoji_are_text() => Assert.Equal("Ялта 🔒 עברית", Of(why: "Ялта 🔒 עברית").Why);

    private static AdminReason Of(string who = "alice", string why = "a wish", string? ticket = "SUP-1") =>
        new()
        {
            Who = who,
            Why = why,
            Ticket = ticket,
        };
}
