using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Ringfence;

namespace UnitTests;

public sealed class TenantIdTests
{
    [Theory]
    [InlineData(TenantIdType.Uuid, "0194e1b2-7c3d-7a10-8000-00000000abcd", "0194e1b2-7c3d-7a10-8000-00000000abcd")]
    [InlineData(TenantIdType.Uuid, "0194E1B2-7C3D-7A10-8000-00000000ABCD", "0194e1b2-7c3d-7a10-8000-00000000abcd")]
    [InlineData(TenantIdType.BigInt, "1", "1")]
    [InlineData(TenantIdType.BigInt, "007", "7")]
    [InlineData(TenantIdType.BigInt, "9223372036854775807", "9223372036854775807")]
    [InlineData(TenantIdType.Integer, "2147483647", "2147483647")]
    [InlineData(TenantIdType.Text, "acme", "acme")]
    [InlineData(TenantIdType.Text, "Acme GmbH & Co. 'KG'|😀", "Acme GmbH & Co. 'KG'|😀")]
    public void A_good_text_is_taken_in_its_canonical_spelling(TenantIdType type, string text, string canonical)
    {
        var id = TenantId.Parse(text, type);

        Assert.Equal(canonical, id.Value);
        Assert.Equal(canonical, id.ToString());
        Assert.Equal(id, TenantId.Parse(canonical, type));
    }

    [Theory]
    [InlineData(TenantIdType.Uuid, "00000000-0000-0000-0000-000000000000")]
    [InlineData(TenantIdType.Uuid, "0194e1b27c3d7a10800000000000abcd")]
    [InlineData(TenantIdType.Uuid, "{0194e1b2-7c3d-7a10-8000-00000000abcd}")]
    [InlineData(TenantIdType.Uuid, "0194e1b2-7c3d-7a10-8000-00000000abcd'; --")]
    [InlineData(TenantIdType.BigInt, "0")]
    [InlineData(TenantIdType.BigInt, "-1")]
    [InlineData(TenantIdType.BigInt, "+1")]
    [InlineData(TenantIdType.BigInt, "1 ")]
    [InlineData(TenantIdType.BigInt, "1.0")]
    [InlineData(TenantIdType.BigInt, "1,000")]
    [InlineData(TenantIdType.BigInt, "9223372036854775808")]
    [InlineData(TenantIdType.BigInt, "٣")]
    [InlineData(TenantIdType.Integer, "2147483648")]
    [InlineData(TenantIdType.Text, " acme")]
    [InlineData(TenantIdType.Text, "acme\u00a0")]
    [InlineData(TenantIdType.Text, "ac\0me")]
    [InlineData(TenantIdType.Text, "ac\nme")]
    public void A_bad_text_is_refused_by_type(TenantIdType type, string text)
    {
        var refusal = Assert.Throws<TenantIdInvalidException>(() => TenantId.Parse(text, type));

        Assert.Equal(type, refusal.Type);
        Assert.Equal("RF1002", refusal.Code);
    }

    [Theory]
    [InlineData(TenantIdType.Uuid)]
    [InlineData(TenantIdType.BigInt)]
    [InlineData(TenantIdType.Integer)]
    [InlineData(TenantIdType.Text)]
    public void Nothing_and_the_empty_text_name_nobody(TenantIdType type)
    {
        Assert.False(TenantId.TryParse(null, type, out var none));
        Assert.False(TenantId.TryParse("", type, out var empty));
        Assert.Null(none ?? empty);
    }

    [Fact]
    public void A_text_without_a_form_in_UTF_8_is_refused()
    {
        // Built here, since a test runner writes its arguments down as UTF-8.
        const char High = '\ud83d';
        const char Low = '\ude00';

        Assert.False(TenantId.TryParse($"{High}", TenantIdType.Text, out _));
        Assert.False(TenantId.TryParse($"a{Low}b", TenantIdType.Text, out _));
        Assert.False(TenantId.TryParse($"{High}{High}", TenantIdType.Text, out _));
        Assert.False(TenantId.TryParse($"{High}{Low}{High}", TenantIdType.Text, out _));
        Assert.True(TenantId.TryParse($"{High}{Low}", TenantIdType.Text, out _));
    }

    [Fact]
    public void A_text_may_have_128_units_and_no_more()
    {
        Assert.True(TenantId.TryParse(new string('x', TenantId.MaxLength), TenantIdType.Text, out _));
        Assert.False(TenantId.TryParse(new string('x', TenantId.MaxLength + 1), TenantIdType.Text, out _));
    }

    [Fact]
    public void Uuids_and_numbers_are_tenant_ids_but_for_those_that_stand_for_nobody()
    {
        var uuid = Guid.Parse("0194e1b2-7c3d-7a10-8000-00000000abcd", CultureInfo.InvariantCulture);

        Assert.Equal("0194e1b2-7c3d-7a10-8000-00000000abcd", TenantId.From(uuid).Value);
        Assert.Equal("42", TenantId.From(42).Value);
        Assert.Throws<TenantIdInvalidException>(() => TenantId.From(Guid.Empty));
        Assert.Throws<TenantIdInvalidException>(() => TenantId.From(0));
        Assert.Throws<TenantIdInvalidException>(() => TenantId.From(-1));
    }

    [Fact]
    public void Every_uuid_and_number_comes_back_from_its_text()
    {
        Prop.ForAll<Guid>(uuid =>
                uuid == Guid.Empty || Guid.Parse(TenantId.From(uuid).Value, CultureInfo.InvariantCulture) == uuid
            )
            .QuickCheckThrowOnFailure();
        Prop.ForAll<long>(number =>
                number < 1 || long.Parse(TenantId.From(number).Value, CultureInfo.InvariantCulture) == number
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_text_is_taken_as_it_is_or_not_at_all() =>
        Prop.ForAll<string>(text =>
                !TenantId.TryParse(text, TenantIdType.Text, out var id)
                || string.Equals(id.Value, text, StringComparison.Ordinal)
            )
            .QuickCheckThrowOnFailure();
}
