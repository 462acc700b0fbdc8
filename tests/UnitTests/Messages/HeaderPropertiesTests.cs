using FsCheck;
using FsCheck.Fluent;
using Ringfence;
using Ringfence.Messages;

namespace UnitTests.Messages;

/// <summary>What holds for any tenant, queue, message and forgery.</summary>
public sealed class HeaderPropertiesTests
{
    private static readonly TenantHeader Signed = TenantHeader.Create(
        new() { Key = MessageKey.Generate(1), TenantIdType = TenantIdType.Text }
    );

    private static readonly TenantHeader Plain = TenantHeader.Create(
        new() { UnsafeUnsigned = true, TenantIdType = TenantIdType.Text }
    );

    [Fact]
    public void Every_tenant_comes_back_and_its_header_is_printable_ascii() =>
        Prop.ForAll<string, string, string>(
                (tenant, queue, id) =>
                {
                    if (!IsUsable(tenant, queue, id, out var tenantId))
                    {
                        return true;
                    }

                    var signed = Signed.Stamped(tenantId, queue, id);
                    var plain = Plain.Stamped(tenantId, queue, id);
                    return Signed.Extract(signed, queue, id) == tenantId
                        && Plain.Extract(plain, queue, id) == tenantId
                        && signed[TenantHeader.Name].All(IsPrintable)
                        && plain[TenantHeader.Name].All(IsPrintable);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_header_serves_for_no_other_queue_message_or_tenant() =>
        Prop.ForAll<string, string, string>(
                (left, right, other) =>
                {
                    var tenantId = TenantId.Parse("red", TenantIdType.Text);
                    if (!IsUsable("red", left, right, out _) || string.IsNullOrEmpty(other) || !IsUtf8(other))
                    {
                        return true;
                    }

                    // The last two cut the same letters in another place.
                    var headers = Signed.Stamped(tenantId, left, right);
                    return (other == left || IsForged(headers, other, right))
                        && (other == right || IsForged(headers, left, other))
                        && (left == right || IsForged(headers, right, left))
                        && IsForged(headers, left + right, "")
                        && (right.Length < 2 || IsForged(headers, left + right[0], right[1..]));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_header_with_one_letter_changed_is_refused() =>
        Prop.ForAll<int, char>(
                (place, letter) =>
                {
                    var headers = Signed.Stamped(TenantId.Parse("red", TenantIdType.Text));
                    var value = headers[TenantHeader.Name].ToCharArray();
                    var at = (int)((uint)place % value.Length);
                    if (char.ToLowerInvariant(value[at]) == char.ToLowerInvariant(letter))
                    {
                        return true; // The signature is hexadecimal, in either case.
                    }

                    value[at] = letter;
                    headers[TenantHeader.Name] = new(value);
                    return Record.Exception(() => Signed.Read(headers)) is TenantHeaderRefusedException;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_that_somebody_makes_up_is_taken() =>
        Prop.ForAll<string, string, string>(
                (text, tenant, mac) =>
                {
                    var forged = new string?[]
                    {
                        text,
                        $"rfm1|1|{DateTimeOffset.MaxValue.ToUnixTimeSeconds()}|{tenant}|{mac}",
                        $"rfm1|1|1|{tenant}|{new string('0', 64)}",
                        $"rfm1|1|{text}|{tenant}|{new string('a', 64)}",
                    };
                    return forged.All(value =>
                        Record.Exception(() => Signed.Read(new() { [TenantHeader.Name] = value ?? "" }))
                        is TenantHeaderRefusedException
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    private static bool IsForged(Dictionary<string, string> headers, string queue, string id) =>
        Record.Exception(() => Signed.Extract(headers, queue, id))
            is TenantHeaderRefusedException { Fault: HeaderFault.Forged };

    private static bool IsUsable(string? tenant, string? queue, string? id, out TenantId tenantId)
    {
        var isTenant = TenantId.TryParse(tenant, TenantIdType.Text, out var found);
        tenantId = found!;
        return isTenant && !string.IsNullOrEmpty(queue) && !string.IsNullOrEmpty(id) && IsUtf8(queue) && IsUtf8(id);
    }

    private static bool IsUtf8(string text) => !text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar);

    private static bool IsPrintable(char letter) => letter is > ' ' and <= '~';
}
