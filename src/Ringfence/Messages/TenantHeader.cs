using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ringfence.Messages;

/// <summary>
/// Carries the tenant in a message's headers, so that the consumer acts for the tenant that the producer acted for.
/// </summary>
/// <remarks>
/// Signed, it serves for one message in one queue, for a while: a broker that others can write to cannot make one, nor
/// move one to another queue or message. Whoever can both read and write the queue can put another body under a header,
/// unless the content is signed too, and can send the message once more: consumers remember message ids. Threads: any.
/// </remarks>
public sealed class TenantHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "ringfence-tenant";

    private const string Version = "rfm1";
    private const int MaxLength = 2048;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly MessageKey? _key;
    private readonly MessageKey? _other;
    private readonly TenantIdType _type;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;

    private TenantHeader(TenantHeaderOptions options, TenantIdType type)
    {
        _key = options.UnsafeUnsigned ? null : MessageKey.Parse(options.Key!);
        _other = options.AlsoAcceptedKey is { } other ? MessageKey.Parse(other) : null;
        _type = type;
        _maxAge = options.MaxAge;
        _time = options.TimeProvider;
    }

    /// <summary>Makes one without a service collection.</summary>
    /// <param name="options">The keys; <see cref="TenantHeaderOptions.TenantIdType"/> is uuid where it is null.</param>
    /// <param name="loggerFactory">Where it is logged that headers are not signed; null for nowhere.</param>
    /// <exception cref="OptionsValidationException">There is no key, or one is not usable.</exception>
    public static TenantHeader Create(TenantHeaderOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        TenantHeaderOptionsValidator.ThrowIfInvalid(options);
        if (options.UnsafeUnsigned)
        {
            (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Ringfence.Messages").HeadersUnsigned();
        }

        return new(options, options.TenantIdType ?? TenantIdType.Uuid);
    }

    /// <summary>Stamps the tenant in scope onto a message.</summary>
    /// <param name="carrier">The message, or its headers.</param>
    /// <param name="setter">Sets a header of the carrier, by name, in the place of one that is there.</param>
    /// <param name="queue">Where the message goes, by the name that its consumer knows: queue, topic, subscription.</param>
    /// <param name="messageId">The message's own id, unique in the queue.</param>
    /// <param name="content">What the signature covers besides, the body for instance; the consumer must give the same.</param>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public void Inject<TCarrier>(
        TCarrier carrier,
        Action<TCarrier, string, string> setter,
        string queue,
        string messageId,
        ReadOnlySpan<byte> content = default
    )
    {
        ArgumentNullException.ThrowIfNull(setter);
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        var tenant = Uri.EscapeDataString(TenantScope.GetCurrent().Value);
        if (_key is null)
        {
            setter(carrier, Name, tenant);
            return;
        }

        var signed = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = _key.Mac([Version, _key.Id, signed, tenant, queue, messageId], content);
        setter(carrier, Name, $"{Version}|{_key.Id}|{signed}|{tenant}|{Convert.ToHexStringLower(mac)}");
    }

    /// <summary>Like the other, for a dictionary of headers.</summary>
    /// <exception cref="TenantMissingException">No tenant is in scope.</exception>
    public void Inject(
        IDictionary<string, string> headers,
        string queue,
        string messageId,
        ReadOnlySpan<byte> content = default
    )
    {
        ArgumentNullException.ThrowIfNull(headers);
        Inject(headers, static (all, name, value) => all[name] = value, queue, messageId, content);
    }

    /// <summary>The tenant that a message is for: give it to <see cref="Jobs.ITenantRunner"/>. Nothing is in scope yet.</summary>
    /// <param name="carrier">The message, or its headers.</param>
    /// <param name="getter">All values of a header of the carrier, by name; null or none where it has no such header.</param>
    /// <param name="queue">Where the message was taken from, as its producer named it; never as the message says.</param>
    /// <param name="messageId">The message's own id.</param>
    /// <param name="content">What the producer gave as the content.</param>
    /// <exception cref="TenantHeaderMissingException">There is no header.</exception>
    /// <exception cref="TenantHeaderRefusedException">It is malformed, forged or too old.</exception>
    public TenantId Extract<TCarrier>(
        TCarrier carrier,
        Func<TCarrier, string, IEnumerable<string>?> getter,
        string queue,
        string messageId,
        ReadOnlySpan<byte> content = default
    )
    {
        ArgumentNullException.ThrowIfNull(getter);
        ArgumentException.ThrowIfNullOrEmpty(queue);
        ArgumentNullException.ThrowIfNull(messageId);
        var value = getter(carrier, Name)?.Take(2).ToArray() switch
        {
            null or [] => throw new TenantHeaderMissingException(),
            [{ Length: > 0 and <= MaxLength } one] => one,
            _ => throw new TenantHeaderRefusedException(HeaderFault.Malformed),
        };
        return Find(value, queue, messageId, content, out var fault) ?? throw new TenantHeaderRefusedException(fault);
    }

    /// <summary>Like the other, for a dictionary of headers.</summary>
    /// <exception cref="TenantHeaderMissingException">There is no header.</exception>
    /// <exception cref="TenantHeaderRefusedException">It is malformed, forged or too old.</exception>
    public TenantId Extract(
        IReadOnlyDictionary<string, string> headers,
        string queue,
        string messageId,
        ReadOnlySpan<byte> content = default
    )
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Extract(
            headers,
            static (all, name) => all.TryGetValue(name, out var value) ? [value] : null,
            queue,
            messageId,
            content
        );
    }

    private TenantId? Find(
        string value,
        string queue,
        string messageId,
        ReadOnlySpan<byte> content,
        out HeaderFault fault
    )
    {
        fault = HeaderFault.Malformed;
        if (_key is null)
        {
            return Tenant(value);
        }

        if (value.Split('|') is not [Version, var keyId, var signed, var tenant, var mac])
        {
            return null;
        }

        Span<byte> claimed = stackalloc byte[MessageKey.MacBytes];
        if (
            mac.Length != MessageKey.MacBytes * 2
            || Convert.FromHexString(mac, claimed, out _, out _) != OperationStatus.Done
            || !long.TryParse(signed, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        )
        {
            return null;
        }

        fault = HeaderFault.Forged;
        if (!IsSigned([Version, keyId, signed, tenant, queue, messageId], content, claimed))
        {
            return null;
        }

        var age = _time.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (age > _maxAge.TotalSeconds || age < -Skew.TotalSeconds)
        {
            fault = age > 0 ? HeaderFault.Expired : HeaderFault.TooEarly;
            return null;
        }

        fault = HeaderFault.Malformed;
        return Tenant(tenant);
    }

    private bool IsSigned(ReadOnlySpan<string> parts, ReadOnlySpan<byte> content, ReadOnlySpan<byte> claimed)
    {
        var key =
            parts[1] == _key!.Id ? _key
            : parts[1] == _other?.Id ? _other
            : null;
        try
        {
            return key is not null && CryptographicOperations.FixedTimeEquals(key.Mac(parts, content), claimed);
        }
        catch (EncoderFallbackException)
        {
            // A message id that has no UTF-8 form was never signed.
            return false;
        }
    }

    // One spelling only: what would be escaped otherwise names nobody.
    private TenantId? Tenant(string escaped) =>
        TenantId.TryParse(Uri.UnescapeDataString(escaped), _type, out var tenantId)
        && Uri.EscapeDataString(tenantId.Value) == escaped
            ? tenantId
            : null;
}
